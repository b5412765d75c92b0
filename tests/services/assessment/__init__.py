"""Tests of the assessment of complaints."""
