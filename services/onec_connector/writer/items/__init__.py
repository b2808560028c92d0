"""Items of 1C for the rows of an order, found or created."""
