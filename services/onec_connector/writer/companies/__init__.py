"""Partners of 1C, made as companies of the portal say (R7)."""
