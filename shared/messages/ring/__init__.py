"""Every message of the ring, in the order in which one journey meets them.

The last word of a type tells the step: `touched` a hint, `changed`/`status` a fact, `wanted` a decision,
`upsert`/`move`/`note` a command, `upserted` an outcome, `refused` an outcome that a manager must read.
The routing key is the type without prefix and version: `deal.changed`.
"""
