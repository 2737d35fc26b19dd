"""What is set up, to be looked at."""
