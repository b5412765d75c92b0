"""The tests of `app/views/wallboard`."""
