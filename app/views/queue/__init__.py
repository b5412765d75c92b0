"""The parts of the queue: the worklist as a table, its filters, views and actions."""
