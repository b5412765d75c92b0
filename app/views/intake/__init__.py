"""The parts of intake: the fields of a complaint, its files, and the sources it comes from."""
