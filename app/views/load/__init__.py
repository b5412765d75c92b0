"""The parts of the load: people with what they carry, their states, rests and levelling."""
