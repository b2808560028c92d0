"""1C's wire form ⇄ the canonical model. Pure: no I/O, no clock."""
