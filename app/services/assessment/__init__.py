"""What a complaint is worth: its category, its risk, its priority score."""
