"""What the real releases of 1C contain: one table a release, names and types only, and the sets made of them."""
