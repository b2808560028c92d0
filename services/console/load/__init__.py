"""`dealbus load`: what can be loaded, what would become of it, the load itself, and how it is told."""
