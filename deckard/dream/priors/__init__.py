"""What stands in for a language model."""
