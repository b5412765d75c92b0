"""The tests of `app/views/intake`."""
