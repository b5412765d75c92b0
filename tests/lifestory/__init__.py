"""Random lives of complaints, told to the engine and to a slow, obvious reference."""
