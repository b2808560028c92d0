"""What an order names by reference: employees, our organisation, terms."""
