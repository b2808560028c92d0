"""SelectChanges and NotifyChangesReceived of 1C's exchange plan: at least once, for one reader a node."""

from __future__ import annotations

import re

from sandbox.base.faults import ODataFault, no_entity
from sandbox.base.infobase import Infobase, Row
from sandbox.base.odata import atom
from sandbox.base.odata.query import Query

POINT = re.compile(r"(ExchangePlan_\w+)\(guid'([0-9a-fA-F-]{36})'\)")


def select(base: Infobase, root: str, query: Query) -> bytes:
    """Answer SelectChanges: stamp everything registered for a node with the message number and hand it over.

    Raises:
        ODataFault: no such node (404, 9), no number (400, 12)

    """
    node, changes, number = _read(base, query)
    entries = []
    for (set_name, key), _ in list(changes.items()):
        changes[(set_name, key)] = number
        entity_set = base.published.get(set_name)
        if entity_set is None:
            # In the plan but not in the composition: skipped without a word.
            continue
        row = base.get(set_name, str(key[0]))
        address = f"{set_name}(guid'{key[0]}')"
        entries.append(atom.entry(base, root, entity_set, row) if row else atom.deleted(base, root, address))
    node["SentNo"] = number
    return atom.feed(root, entries)


def notify(base: Infobase, query: Query) -> None:
    """Answer NotifyChangesReceived: forget changes sent with this message number or an earlier one.

    Raises:
        ODataFault: as `select`

    """
    node, changes, number = _read(base, query)
    for key in [key for key, stamp in changes.items() if stamp is not None and stamp <= number]:
        del changes[key]
    node["ReceivedNo"] = max(node["ReceivedNo"], number)


def _read(base: Infobase, query: Query) -> tuple[Row, dict[tuple[str, tuple[object, ...]], int | None], int]:
    found = POINT.search(query.text("DataExchangePoint"))
    number = query.text("MessageNo")
    if not found or not number.isdigit():
        raise ODataFault(400, 12, "Не указан аргумент DataExchangePoint или MessageNo")
    node = base.get(found[1], found[2].lower())
    changes = base.registered.get((found[1], found[2].lower()))
    if node is None or changes is None:
        raise no_entity()
    return node, changes, int(number)
