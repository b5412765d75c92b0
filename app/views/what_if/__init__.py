"""The parts of the what-if: its runs, figures and sliders."""
