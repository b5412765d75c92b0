"""Tests of intake: files that others sent."""
