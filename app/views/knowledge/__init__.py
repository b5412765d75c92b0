"""The parts of the knowledge: articles as they are listed, found and read."""
