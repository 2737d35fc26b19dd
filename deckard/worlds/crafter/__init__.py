"""Crafter and Craftax-Classic: two programs that play one game, and what both adapters share."""
