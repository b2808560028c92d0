"""The contracts of the ring: the canonical order, every message, and the envelope around them."""
