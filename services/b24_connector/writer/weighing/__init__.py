"""What commands of the lane `directory` would change in the portal, for whoever compares both sides; nothing is."""
