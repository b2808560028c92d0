"""Finds what an order of 1C names by reference: employees, our organisation, terms."""
