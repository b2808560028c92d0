"""Commands to 1C → writes (docs/convergence.md, the writer's half; docs/onec.md says which calls are made)."""
