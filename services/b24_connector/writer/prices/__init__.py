"""Prices of 1C in the portal's catalogue."""
