"""Old deals and orders, of the time before the exchange: which belong together."""
