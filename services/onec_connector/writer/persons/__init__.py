"""Contact persons made as contacts of the portal say (R7)."""
