"""The floor: worklist, load, arrivals, surge, activation, what-if."""
