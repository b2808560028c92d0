"""`dealbus rules`: what the customer's rules make of an order, today's and edited ones; nothing is changed."""
