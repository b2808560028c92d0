"""Partners made as companies of the portal say (R7)."""
