"""What the connector remembers, one kind of record a file."""
