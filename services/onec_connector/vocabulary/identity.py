"""What a command calls a thing: its ids in both systems, and its name (pure)."""

import re

from services.onec_connector.objects import standard
from shared.messages.things import Item, Line, Ref, Thing

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def onec_ref(thing: Thing | None) -> str:
    """Return 1C's reference of a thing, empty where none is known."""
    return thing.ref.id if thing and thing.ref and thing.ref.system == "onec" else ""


def b24_ref(thing: Thing) -> Ref | None:
    """Return Bitrix24's id of a thing, if the command carries it."""
    return next((ref for ref in (thing.origin, thing.ref) if ref and ref.system == "b24"), None)


def item_guid(item: Item) -> str:
    """Return the pair's reference, else the one kept in the catalogue; characteristics are written behind `#`."""
    for code in (onec_ref(item), item.external_code.strip().lower()):
        head = code.partition("#")[0]
        if _GUID.fullmatch(head):
            return head
    return ""


def characteristic_guid(line: Line) -> str:
    """Return the reference of a line's characteristic, empty in 1C's way where there is none."""
    if guid := onec_ref(line.characteristic):
        return guid
    codes = (onec_ref(line.item), line.item.external_code.strip().lower()) if line.item else ()
    return next((tail for tail in (code.partition("#")[2] for code in codes) if tail), standard.NO_REF)


def name_of(line: Line) -> str:
    """What people call a line."""
    return (line.item.name if line.item else "") or line.text or "без названия"
