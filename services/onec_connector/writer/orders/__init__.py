"""`order.upsert`: the order of a deal as the command says."""
