"""What is compiled of Craftworld."""
