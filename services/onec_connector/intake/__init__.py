"""Finds what may have changed in 1C, by push, poll, change log or a pass over a catalog; all end in hints."""
