"""The parts of the schedule: its grid, legend and edits, and what a roster is made of."""
