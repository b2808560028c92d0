"""`dealbus init`: reads both systems, proposes the rules and writes them, once a customer."""
