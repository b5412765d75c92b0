"""Promised times: policies and calendars in force, clocks, escalation, delivery."""
