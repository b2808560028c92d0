"""What the b24-connector stores, one kind of record a file."""
