"""What happened to one record, in words and in numbers."""
