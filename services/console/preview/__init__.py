"""`dealbus preview`: what the exchange would do with chosen deals and orders; nothing is changed."""
