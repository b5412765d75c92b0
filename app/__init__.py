"""Floorwatch (投诉时效督导台): what is true (models), what happens (services), what is asked for (commands, views)."""
