"""What the connector remembers, one collection a file."""
