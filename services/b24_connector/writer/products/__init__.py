"""Commands for products and sections of the portal's catalogue, on the lane `directory`."""
