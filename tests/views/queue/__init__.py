"""The tests of `app/views/queue`."""
