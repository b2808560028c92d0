"""How the ids of records are written: numbers in Bitrix24, GUIDs in 1C; what no record can be called. Pure."""

import re
from typing import Final

from shared.messages.pairs import BY_HAND, ONEC_KINDS
from shared.messages.things import Ref, System

_NUMBER: Final = "[1-9][0-9]{0,17}"
_GUID: Final = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_NUMBERS: Final = re.compile(_NUMBER)
_GUIDS: Final = re.compile(_GUID)
_CONTACTS: Final = re.compile(f"{_NUMBER}(?:@{_NUMBER})?")
"""A contact may be named in one of its companies, `7@17`."""
_ITEMS: Final = re.compile(f"{_GUID}(?:#{_GUID})?")
"""An item may be named in one of its characteristics."""
_NOBODY: Final = "00000000-0000-0000-0000-000000000000"
"""How 1C writes a reference to nothing."""


def is_id(ref: Ref) -> bool:
    """Tell whether a record of this kind can have this id; one that cannot is nobody's, however it came here."""
    return form_of(ref.system, ref.kind).fullmatch(ref.id) is not None and _NOBODY not in ref.id


def form_of(system: System, kind: str) -> re.Pattern[str]:
    """Return the form of the ids of one kind of records, a whole id and nothing around it."""
    if system == "b24":
        return _CONTACTS if kind == "contact" else _NUMBERS
    return _ITEMS if kind == "item" else _GUIDS


def is_pair(kind: str, b24: str | None, onec: str | None) -> bool:
    """Tell whether two ids can be a pair of records; what people cannot have typed, and an unknown half, can be."""
    if kind not in BY_HAND:
        return True
    ours = Ref(system="b24", kind=kind, id=b24) if b24 else None
    theirs = Ref(system="onec", kind=ONEC_KINDS[kind], id=onec) if onec else None
    return all(one is None or is_id(one) for one in (ours, theirs))
