"""The parts of the forecast: its days, tables and foreseeable events."""
