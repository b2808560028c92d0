"""`dealbus rules`, the simulator: what today's or edited rules make of an order; nothing is changed."""
