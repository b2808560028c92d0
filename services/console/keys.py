"""Keys of deals and orders as people type them at a console command: `deal:41`, `order:<GUID>`."""

import re
from typing import Final

import typer

from services.console.identities import identity_of, key_of
from shared.messages.identity import is_id
from shared.messages.things import Ref, System

_SYSTEMS: Final[dict[str, System]] = {"deal": "b24", "order": "onec"}
_NUMBER: Final = re.compile("[0-9]+")
_WHICH: Final = "Назовите сделку или заказ: deal:41, order:<GUID>, номер, ИНН или часть названия."


def key_in(words: str) -> str | None:
    """Return what a person has typed as the key of a deal or an order, as the services spell it; None: it is no key."""
    key = key_of(words)
    kind, _, identity = key.partition(":")
    system = _SYSTEMS.get(kind)
    return key if system and identity and is_id(Ref(system=system, kind=kind, id=identity)) else None


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
        typer.BadParameter: it begins as a key and is none, or is nothing at all.
    """
    if not words.strip():
        raise typer.BadParameter(_WHICH)
    kind, colon, _ = words.partition(":")
    return whole_key(words) if colon and kind.strip().lower() in _SYSTEMS else None


def is_number(words: str) -> bool:
    """Tell whether a person has typed digits alone; those of other scripts are a part of a title."""
    return _NUMBER.fullmatch(words) is not None


def deal_numbered(words: str) -> str | None:
    """Return the key of a deal that was typed as its number alone; None: no deal has such a number."""
    return key_in(f"deal:{identity_of(words)}")
