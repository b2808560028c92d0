"""What the onec-connector stores, one collection a file."""
