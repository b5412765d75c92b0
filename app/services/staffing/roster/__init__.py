"""The schedule (班次): shifts as they stand, the rules that they keep, and the solver that makes a roster."""
