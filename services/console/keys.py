"""Keys of deals and orders as people type them at a console command: `deal:41`, `order:<GUID>`."""

import re
from typing import Final

import typer

_KEY: Final = re.compile(r"deal:[0-9]{1,18}|order:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KINDS: Final = ("deal:", "order:")


def key_in(words: str) -> str | None:
    """Return what a person has typed as the key of a deal or an order, as the services spell it; None: it is no key."""
    key = words.strip().lower()
    return key if _KEY.fullmatch(key) else None


def whole_key(words: str) -> str:
    """Return the typed key of a deal or an order as the services spell it, or fail with how keys are written.

    Raises:
        typer.BadParameter: it is none; a number of a deal without its kind, the number of an order.
    """
    key = key_in(words)
    if key is None:
        raise typer.BadParameter(
            f"«{words}» не ключ. Сделка пишется deal:41, заказ order:<GUID>; ключ по номеру называет dealbus trace."
        )
    return key


def key_meant(words: str) -> str | None:
    """Return the key of a deal or an order that was typed; None where it is a number, an INN or a part of a title.

    Raises:
        typer.BadParameter: it begins as a key and is none.
    """
    return whole_key(words) if words.strip().lower().startswith(_KINDS) else None
