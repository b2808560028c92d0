"""Companies of the directory: found, created, changed, and told about (R15)."""
