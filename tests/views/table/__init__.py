"""The tests of `app/views/table`."""
