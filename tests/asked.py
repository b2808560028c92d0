"""What the connector asked of simulated bases, held against every release of 1C that is supported.

A name that some supported release lacks is wrong, unless it belongs to a function the connector does without there;
so is a name that nobody has declared in `services/onec_connector/objects`, and a filter that 1C refuses.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sandbox.base.objects.published import schema
from sandbox.base.releases.table import SUPPORTED
from sandbox.base.schema import EDM, Property
from services.onec_connector.objects import order
from services.onec_connector.profile.required import ENUMERATIONS, OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sandbox.base.asked import Ask

UNLIMITED = {"text", "binary"}
PART = Property("", "part")
WIRE = EDM | {"part": "Collection"}


def complaints(asks: Iterable[Ask]) -> list[str]:
    """Say what is wrong with names that were asked for, one line each."""
    return [line for ask in sorted(set(asks)) for line in (*_undeclared(ask), *_lacking(ask))]


def _undeclared(ask: Ask) -> Iterator[str]:
    known = OBJECTS.get(ask.of)
    if known is None:
        yield f"{ask.of}: asked for, and declared by no module of objects/"
    elif ask.field and ask.field not in known.fields and not (ask.of == order.SET and ask.use == "send"):
        # A customer's own attributes of the order are named by the rules file, and looked for by `check`.
        yield f"{ask.of}/{ask.field}: {ask.use}, and not declared"


def _lacking(ask: Ask) -> Iterator[str]:
    if _of_a_function(ask):
        return
    kinds: set[str] = set()
    for release in SUPPORTED:
        fields = _fields(release).get(ask.of)
        if fields is None:
            yield f"{ask.of}: {release} does not have it"
        elif ask.field and ask.field not in fields:
            yield f"{ask.of}/{ask.field}: {ask.use}, and {release} does not have it"
        elif one := fields.get(ask.field):
            kinds.add(WIRE.get(one.kind, one.kind))
            yield from (f"{ask.of}/{ask.field}: {why} in {release}" for why in _misused(ask, one))
    if len(kinds) > 1:
        yield f"{ask.of}/{ask.field}: of another type in another release: {', '.join(sorted(kinds))}"


def _of_a_function(ask: Ask) -> bool:
    """Tell whether the connector does without it where it is not there: the profile hands the name out."""
    known = OBJECTS.get(ask.of)
    field = known.fields.get(ask.field, known.of) if known else None
    return bool(field or any(one.values.get(ask.value) for one in ENUMERATIONS.values()))


def _misused(ask: Ask, one: Property) -> Iterator[str]:
    if ask.use == "filter" and one.kind in UNLIMITED:
        yield "a filter by a string without a limit"
    if ask.use == "filter" and one.kind == "any":
        yield "a composite is compared without a cast"
    allowed = one.allowed.get(one.targets[0], ()) if one.kind == "enum" else ()
    if ask.value and allowed and ask.value not in allowed:
        yield f"there is no value «{ask.value}»"


@cache
def _fields(release: str) -> dict[str, dict[str, Property]]:
    known: dict[str, dict[str, Property]] = {}
    for name, one in schema(release).items():
        known[name] = dict(one.by_name) | {part.name: PART for part in one.parts}
        known |= {f"{name}_{part.name}_RowType": dict(part.by_name) for part in one.parts}
    return known
