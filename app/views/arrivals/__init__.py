"""The parts of the arrivals: their chart, and how they stand in words."""
