"""What the onec-connector stores of 1C: its records, what polls and passes saw, waits; one collection a file."""
