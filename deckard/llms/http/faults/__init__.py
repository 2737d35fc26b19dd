"""What a server said when it failed: its words, of what kind they are, and the cure for it."""
