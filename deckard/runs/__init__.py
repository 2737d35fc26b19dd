"""Runs: from a config to a folder with a journal."""
