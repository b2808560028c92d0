"""Contact persons of 1C, made as contacts of the portal say (R7)."""
