"""The parts of a probe: its questions, and what it finds."""
