"""The parts of the wallboard (大屏), each painted by itself, and the board that holds them."""
