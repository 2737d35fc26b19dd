"""The whole game: fresh episodes of what was learnt, and a baseline that learns by the reward."""
