"""What other systems tell by themselves, event by event, while they work."""
