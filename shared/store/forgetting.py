"""Finds a person in the collections of one service and removes what names him."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon.sought import Sought
from shared.store.away import patient
from shared.store.personal import PERSONAL, PersonalPlace

Document = Mapping[str, Any]
_OF_A_PAIR: Final = ("deal:", "order:")


@dataclass(frozen=True, slots=True)
class PersonalTrace:
    """A stored document that names the person.

    Args:
        collection: where it is.
        key: of the record it is about; empty: it has none that could be shown.
        fields: that name him; none: the whole document does.
    """

    collection: str
    key: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class PersonFound:
    """What a service stores about a person.

    Args:
        traces: document by document.
        keys: of the deals and orders of which it is known that they are about him.
    """

    traces: list[PersonalTrace] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@patient
async def forget(
    database: AsyncDatabase[dict[str, Any]], service: str, sought: Sought, keys: Collection[str], *, erase: bool
) -> PersonFound:
    """Find a person in all collections of a service, and remove what names him if so asked.

    A run that dies in the middle is run again.

    Args:
        database: of the bus.
        service: whose collections; nobody else's are touched.
        sought: the person.
        keys: of deals and orders that are about him.
        erase: remove what names him.
    """
    found = PersonFound()
    for name, place in PERSONAL[service].items():
        async for document in database[name].find(place.only, _projection(place)):
            is_his = _at(document, place.key) in keys if place.key else False
            named = _named(document, place, sought)
            if named is None and not is_his:
                continue
            found.keys.update([key async for key in _deals(database, document, place, name)])
            parts = _parts(document, place, named or (), all_of_them=is_his)
            if place.fields and not parts:
                continue
            found.traces.append(PersonalTrace(name, _shown(document, place), parts))
            if erase:
                await _remove(database, name, document["_id"], parts)
    return found


async def _remove(database: AsyncDatabase[dict[str, Any]], name: str, identity: Any, parts: Collection[str]) -> None:
    if parts:
        await database[name].update_one({"_id": identity}, {"$unset": dict.fromkeys(parts, "")})
    else:
        await database[name].delete_one({"_id": identity})


def _projection(place: PersonalPlace) -> dict[str, int] | None:
    """Return which fields of a collection are read to find a person; None: the whole document."""
    if not place.fields:
        return None
    beside = [path for path in (place.key, place.leads[0] if place.leads else "", "b24", "onec") if path]
    return dict.fromkeys([*place.fields, *beside], 1)


def _named(document: Document, place: PersonalPlace, sought: Sought) -> tuple[str, ...] | None:
    """Return the fields of a stored document that name the person to be forgotten; None if none does."""
    if not place.fields:
        return () if sought.is_in(document) else None
    return tuple(path for path in place.fields if sought.is_in(_at(document, path))) or None


def _parts(document: Document, place: PersonalPlace, named: tuple[str, ...], *, all_of_them: bool) -> tuple[str, ...]:
    if not all_of_them and not (named and place.together):
        return named
    return tuple(
        path for path in place.fields if _at(document, path) is not None and path not in {*place.named_only} - {*named}
    )


async def _deals(
    database: AsyncDatabase[dict[str, Any]], document: Document, place: PersonalPlace, name: str
) -> AsyncIterator[str]:
    key = str(_at(document, place.key) or "") if place.key else ""
    if key.startswith(_OF_A_PAIR):
        yield key
        if name == "links":
            halves = (("deal", document.get("b24")), ("order", document.get("onec")))
            for kind, half in halves:
                if half:
                    yield f"{kind}:{half}"
    if place.leads and (identity := _at(document, place.leads[0])):
        _, where, path = place.leads
        async for deal in database[where].find({path: identity}, {"_id": 1}):
            yield str(deal["_id"])


def _shown(document: Document, place: PersonalPlace) -> str:
    """Return a stored document's key for the administrator, where it names nobody; claims and histories have none."""
    if place.only:
        return ""
    return str(_at(document, place.key) or "") if place.key else str(document["_id"])


def _at(document: Any, path: str) -> Any:
    for part in path.split("."):
        document = document.get(part) if isinstance(document, Mapping) else None
    return document
