"""How many people are needed when, and who works: arrivals forecast, required staff, schedule."""
