"""The tests of `app/views/schedule`."""
