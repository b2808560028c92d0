"""Dead letters: listed, replayed, dropped."""
