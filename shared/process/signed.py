"""Signed tokens with an expiry, for sessions and for links to a page."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

SHORTEST_KEY = 32
"""Characters of a key; `openssl rand -hex 32` makes twice as many."""


def signed(key: str, purpose: str, words: str, until: datetime) -> str:
    """Return words as a signed token that fits into a URL.

    Args:
        key: secret of those who write and of those who read.
        purpose: what they are for; words for one purpose are none for another.
        words: whatever may be read by everybody.
        until: when they stop to count; kept to the second.
    """
    told = f"{int(until.timestamp())} {words}".encode()
    return f"{_spelt(told)}.{_spelt(_proof(key, purpose, told))}"


def proven(key: str, purpose: str, token: str, now: datetime | None = None) -> str | None:
    """Return the words of a signed token; None if it is forged, cut, made for another purpose, or expired."""
    told, _, proof = token.partition(".")
    try:
        plain, given = _read(told), _read(proof)
    except ValueError:
        return None
    if not hmac.compare_digest(given, _proof(key, purpose, plain)):
        return None
    until, _, words = plain.decode().partition(" ")
    return words if (now or datetime.now(UTC)).timestamp() < int(until) else None


def _proof(key: str, purpose: str, told: bytes) -> bytes:
    return hmac.digest(key.encode(), f"{purpose}\0".encode() + told, "sha256")


def _spelt(plain: bytes) -> str:
    return urlsafe_b64encode(plain).decode().rstrip("=")


def _read(spelt: str) -> bytes:
    """Decode a part of a token, as `_spelt` has encoded it.

    Raises:
        ValueError: it wrote nothing of the kind, or the same in another way.
    """
    plain = urlsafe_b64decode(spelt + "=" * (-len(spelt) % 4))
    if _spelt(plain) != spelt:
        raise ValueError(spelt)
    return plain
