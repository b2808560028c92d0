"""`dealbus preview`: what the exchange would do with chosen deals; nothing is changed, neither by it nor in the bus."""
