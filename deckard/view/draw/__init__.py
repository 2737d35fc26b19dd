"""Drawing: marks, pens and the SVG document."""
