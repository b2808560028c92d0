"""1C's wire form ⇄ the canonical model, a kind of record a file. Pure: no I/O, no clock."""
