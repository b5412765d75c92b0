"""The tests of `app/views/activation`."""
