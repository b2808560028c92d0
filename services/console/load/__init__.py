"""`dealbus load`: what can be loaded, what would happen, the load itself, and its report."""
