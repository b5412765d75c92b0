"""The tests of `app/views/what_if`."""
