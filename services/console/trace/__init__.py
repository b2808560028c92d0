"""`dealbus trace`: what happened to one deal and its order, in words and in numbers."""
