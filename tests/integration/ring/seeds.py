"""Which runs are made: `RING_SEEDS=1-10000` for more (`make soak`)."""

import os

_FIRST, _, _LAST = os.environ.get("RING_SEEDS", "1-6").partition("-")
_SEEDS = range(int(_FIRST), int(_LAST or _FIRST) + 1)

CHUNKS = [_SEEDS[start : start + 100] for start in range(0, len(_SEEDS), 100)]
"""A hundred runs share a portal and a base."""
