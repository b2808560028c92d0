"""Ids in 1C and Bitrix24 of what a command for 1C names (thing, item, characteristic), and a line's name. Pure."""

import re

from services.onec_connector.objects import standard
from shared.messages.things import Item, Line, Ref, Thing

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def onec_ref(thing: Thing | None) -> str:
    """Return the reference in 1C of a thing in a command, empty if none is known."""
    return thing.ref.id if thing and thing.ref and thing.ref.system == "onec" else ""


def b24_ref(thing: Thing) -> Ref | None:
    """Return the id in Bitrix24 of a thing in a command for 1C, if the command carries it."""
    return next((ref for ref in (thing.origin, thing.ref) if ref and ref.system == "b24"), None)


def item_guid(item: Item) -> str:
    """Return an item's reference in 1C from its pair, else from the catalogue; characteristics follow after `#`.

    An outer key that is another product's (`is_copied`) says nothing.
    """
    for code in (onec_ref(item), "" if is_copied(item) else item.external_code.strip().lower()):
        head = code.partition("#")[0]
        if _GUID.fullmatch(head):
            return head
    return ""


def is_copied(item: Item | None) -> bool:
    """Tell whether a product bears the outer key of an item that it is not: its card was copied from that one's."""
    return item is not None and item.external_code.strip().lower().partition("#")[0] in item.not_these


def characteristic_guid(line: Line) -> str:
    """Return the 1C reference of a line's characteristic, empty in 1C's way where there is none.

    An outer key `guid#guid`, of an earlier exchange, names the item twice and no characteristic.
    """
    if guid := onec_ref(line.characteristic):
        return guid
    external = "" if line.item is None or is_copied(line.item) else line.item.external_code.strip().lower()
    halves = (code.partition("#") for code in (onec_ref(line.item), external))
    return next((tail for head, _, tail in halves if tail and tail != head), standard.NO_REF)


def name_of(line: Line) -> str:
    """Return what people call a line of an order in a command for 1C."""
    return (line.item.name if line.item else "") or line.text or "без названия"
