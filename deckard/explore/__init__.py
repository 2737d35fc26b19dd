"""Explorers: what to do next."""
