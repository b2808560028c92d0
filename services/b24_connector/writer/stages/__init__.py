"""`deal.move`: writes the order's figures, and moves the deal to the stage its state means."""
