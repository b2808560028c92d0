"""Items of 1C, found or created for the rows of an order, or edited as their products in the portal are."""
