"""Dead letters: listed, replayed, dropped by `dealbus dead`."""
