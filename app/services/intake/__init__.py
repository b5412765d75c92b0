"""Intake: complaints come in from files, each once, with what their own system recorded of them."""
