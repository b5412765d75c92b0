"""The tests of app/services/knowledge."""
