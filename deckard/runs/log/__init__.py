"""What a run tells besides its journal."""
