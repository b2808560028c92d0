"""Expressions with the database's own clock, the only clock by which leases and claims are compared."""

from typing import Any


def taken_by(field: str, value: str, seconds: float) -> list[dict[str, Any]]:
    """Return an update that takes a document if, by the database's clock, it is new, expired or `value`'s already.

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
    """Return an expression for the moment a number of seconds from now, by the database's clock."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}
