"""What the rows of an order are about."""
