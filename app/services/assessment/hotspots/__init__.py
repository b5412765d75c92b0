"""Hotspots (热点): the same problem comes more often than usual, by category, product, order, place or phrase."""
