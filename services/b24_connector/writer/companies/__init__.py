"""Companies as a directory: made, changed and told of (R15)."""
