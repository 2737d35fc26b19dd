"""How near a graph comes to the truth of its world."""
