"""`deal.move`: the order's figures, and the stage its state means."""
