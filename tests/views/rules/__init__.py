"""The tests of `app/views/rules`."""
