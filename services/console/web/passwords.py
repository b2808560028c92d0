"""The users of the console's web pages (`DEALBUS_CONSOLE_USERS`), each with the hash of a password."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Final

SHORTEST = 12
"""Characters of a password."""
_COST: Final = 15
"""Binary logarithm of the rounds; with 8 blocks a password takes 32 MiB and a third of a second to try.

Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
"""
_BLOCKS, _PARALLEL = 8, 3
_LONGEST_COST = 18
_PARTS = 4


def accounts(text: str) -> Mapping[str, str]:
    """Read the `name:hash` words of `DEALBUS_CONSOLE_USERS` into hashes by name.

    Raises:
        ValueError: a word is none that `line` writes; the text names its person, and nothing of the hash.
    """
    found: dict[str, str] = {}
    for number, word in enumerate(text.split(), 1):
        name, _, stored = word.partition(":")
        if not name or not _is_hash(stored):
            whose = f"строка «{name}»" if stored else f"строка номер {number}"
            raise ValueError(
                f"{whose} не такая, какие печатает python -m services.console.web password; создайте её заново"
            )
        found[name] = stored
    return found


def line(name: str, password: str) -> str:
    """Return the line of a user for `DEALBUS_CONSOLE_USERS`, his name and the hash of his password, with a new salt."""
    salt = secrets.token_bytes(16)
    return f"{name}:scrypt.{_COST}.{_spelt(salt)}.{_spelt(_digest(password, salt, _COST))}"


def fits(password: str, stored: str) -> bool:
    """Tell whether a password of a web user matches a stored hash; takes a third of a second of a core."""
    _, cost, salt, digest = stored.split(".")
    return hmac.compare_digest(_read(digest), _digest(password, _read(salt), int(cost)))


NOBODY: Final = f"scrypt.{_COST}.AAAA.AAAA"
"""A hash that no password has: an unknown name is to take as long as a wrong password."""


def _is_hash(stored: str) -> bool:
    parts = stored.split(".")
    if len(parts) != _PARTS or parts[0] != "scrypt" or not parts[1].isdecimal():
        return False
    try:
        return 1 <= int(parts[1]) <= _LONGEST_COST and len(_read(parts[2])) > 0 and len(_read(parts[3])) > 0
    except ValueError:
        return False


def _digest(password: str, salt: bytes, cost: int) -> bytes:
    memory = 2 * 128 * _BLOCKS * 2**cost
    return hashlib.scrypt(
        password.encode(errors="surrogatepass"), salt=salt, n=2**cost, r=_BLOCKS, p=_PARALLEL, maxmem=memory, dklen=32
    )


def _spelt(plain: bytes) -> str:
    return urlsafe_b64encode(plain).decode().rstrip("=")


def _read(spelt: str) -> bytes:
    return urlsafe_b64decode(spelt + "=" * (-len(spelt) % 4))
