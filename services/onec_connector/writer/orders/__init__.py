"""Handles `order.upsert`: makes the 1C order of a deal as the command says."""
