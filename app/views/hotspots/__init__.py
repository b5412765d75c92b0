"""The parts of the hotspots: what comes often, the incidents opened for it, and their complaints."""
