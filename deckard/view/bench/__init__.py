"""Benchmarks and scores, to be looked at."""
