"""Benchmarks: many runs, and what they come to."""
