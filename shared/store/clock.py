"""The database's own clock, the only one that is compared."""

from typing import Any


def expired() -> dict[str, Any]:
    """Filter: `until` lies in the past."""
    return {"$expr": {"$lt": ["$until", "$$NOW"]}}


def in_seconds(seconds: float) -> dict[str, Any]:
    """Expression: the moment so many seconds from now."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}
