"""Waking: skills are carried out and practised in a world."""
