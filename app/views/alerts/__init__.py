"""The parts of the alerts: a card for each, what has not been read, and its words."""
