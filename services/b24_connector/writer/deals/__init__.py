"""`deal.upsert`: the deal of an order as the command says."""
