"""The parts of the case: its head, deadlines, time line, documents, forms and actions."""
