"""Commands of the lane `directory`: products and sections of the catalogue."""
