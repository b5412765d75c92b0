"""The parts of an activation: what is proposed, who is called, what runs and what was."""
