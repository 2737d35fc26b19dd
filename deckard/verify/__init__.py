"""Verifiers: what an outcome says about the graph."""
