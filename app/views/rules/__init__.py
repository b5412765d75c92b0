"""The parts of the rules: a policy or calendar as a draft, its forms, examples and effect."""
