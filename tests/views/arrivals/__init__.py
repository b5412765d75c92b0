"""The tests of `app/views/arrivals`."""
