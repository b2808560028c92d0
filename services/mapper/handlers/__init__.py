"""What the mapper does with each message, by subject."""
