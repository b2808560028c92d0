"""Writes prices of 1C into the portal's catalogue."""
