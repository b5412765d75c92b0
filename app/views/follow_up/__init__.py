"""The parts of the follow-up: the call list, the form of a call, and its words."""
