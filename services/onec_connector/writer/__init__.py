"""Commands to 1C → writes of orders, partners, contact persons, items (docs/convergence.md, docs/onec.md)."""
