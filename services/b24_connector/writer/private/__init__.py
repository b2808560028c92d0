"""Private persons: contacts of the portal who buy for themselves, written as companies are."""
