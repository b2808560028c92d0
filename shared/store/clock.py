"""The database's own clock, the only one that is compared."""

from typing import Any


def taken_by(field: str, value: str, seconds: float) -> list[dict[str, Any]]:
    """Update: take a document that is new, expired or `value`'s already, and leave another's as it is.

    A filter cannot say that: `$expr` is not allowed in an upsert.

    Args:
        field: who has it.
        value: who wants it.
        seconds: how long it lasts.
    """
    free = {
        "$or": [
            {"$eq": [{"$ifNull": [f"${field}", value]}, value]},
            {"$lt": [{"$ifNull": ["$until", "$$NOW"]}, "$$NOW"]},
        ]
    }
    return [
        {"$set": {"free": free}},
        {
            "$set": {
                field: {"$cond": ["$free", value, f"${field}"]},
                "until": {"$cond": ["$free", in_seconds(seconds), "$until"]},
            }
        },
        {"$unset": "free"},
    ]


def in_seconds(seconds: float) -> dict[str, Any]:
    """Expression: the moment so many seconds from now."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}
