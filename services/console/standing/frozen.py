"""Finds frozen field groups of records, not exchanged until let go, and the families of paired kinds."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

from pymongo.asynchronous.database import AsyncDatabase

from services.console.settings import ConsoleSettings
from services.console.surroundings import answered
from shared.canon import CONTACTS, DIRECTORY, ORDERS, PARTIES
from shared.entities import Subject
from shared.messages.contact import ContactGroup
from shared.messages.order import OrderGroup
from shared.messages.party import CompanyGroup
from shared.messages.price import PriceGroup
from shared.messages.product import ProductGroup, SectionGroup
from shared.process.findings import Finding
from shared.process.frozen import frozen_in as frozen_groups
from shared.store.connection import connect
from shared.store.entities import EntityStore
from shared.store.entity import Entity

Side = Literal["b24", "onec"]
SIDES: tuple[tuple[Side, str], ...] = (("b24", "Битрикс24"), ("onec", "1С"))
SHOWN = 100
_CONNECTORS: Final[Mapping[Side, str]] = {"b24": "services.b24_connector", "onec": "services.onec_connector"}
_FROZEN: Final = {"frozen.0": {"$exists": True}}
_LEFT: Final = {"$or": [_FROZEN, {"fields.applied.left": True}]}


@dataclass(frozen=True, slots=True)
class FrozenGroup:
    """A frozen field group of a record, and the connector that reports it."""

    side: Side
    key: str
    group: str


@dataclass(frozen=True, slots=True)
class Family:
    """The kinds of records that are paired with each other, and where they are remembered.

    Args:
        subject: what numbers know of them.
        groups: theirs.
        collections: of the connectors that keep them, by side, as `EntityStore` takes `of`.
        records: what they are called in keys, by side.
        births: kinds of birth keys that are none of these.
    """

    subject: Subject
    groups: type[StrEnum]
    collections: Mapping[Side, str]
    records: Mapping[Side, str]
    births: tuple[str, ...] = ()

    def stores(self, database: AsyncDatabase[dict[str, Any]]) -> dict[Side, EntityStore[Any]]:
        """Return the entity stores of a family's kinds of records, by side."""
        return {side: EntityStore(database, side, self.subject, of=of) for side, of in self.collections.items()}

    def is_of(self, key: str) -> bool:
        """Tell whether a key is of one of a family's kinds of records."""
        return key.partition(":")[0] in {*self.records.values(), *self.births}


FAMILIES: Final = (
    Family(ORDERS, OrderGroup, {"b24": "", "onec": ""}, {"b24": "deal", "onec": "order"}),
    Family(PARTIES, CompanyGroup, {"b24": "companies", "onec": "partners"}, {"b24": "company", "onec": "partner"}),
    Family(
        CONTACTS, ContactGroup, {"b24": "contacts", "onec": "persons"}, {"b24": "contact", "onec": "contact_person"}
    ),
    Family(PARTIES, CompanyGroup, {"b24": "private", "onec": "partners"}, {"b24": "contact", "onec": "partner"}),
    Family(DIRECTORY, ProductGroup, {"b24": "products", "onec": "items"}, {"b24": "product", "onec": "item"}),
    Family(DIRECTORY, SectionGroup, {"b24": "sections"}, {"b24": "section"}, ("group",)),
    Family(DIRECTORY, PriceGroup, {"b24": "prices", "onec": "prices"}, {"b24": "price", "onec": "price"}),
)


def families_of(key: str) -> list[Family]:
    """Return the families of a key's kind: a partner may be a company's or a private person's, and so may a contact."""
    return [family for family in FAMILIES if family.is_of(key)]


def frozen_in(entity: Entity[Any]) -> frozenset[str]:
    """Return the frozen groups of a connector's document; the stage counts if a person took the deal out of ours."""
    return frozen_groups(entity.frozen, entity.fields)


async def listed(settings: ConsoleSettings) -> list[Finding]:
    """List frozen groups as findings for `dealbus check`, each with the command that lets it go.

    Raises:
        StoreUnavailableError: the database cannot be used.
    """
    found: list[Finding] = []
    seen: set[tuple[Side, str]] = set()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        for family in FAMILIES:
            where = _LEFT if family.subject is ORDERS else _FROZEN
            for side, store in family.stores(database).items():
                if (side, family.collections[side]) in seen:
                    continue
                seen.add((side, family.collections[side]))
                entities = [entity async for entity in store.listing(where, limit=SHOWN + 1)]
                for entity in entities[:SHOWN]:
                    found += [_finding(entity.key, group, dict(SIDES)[side]) for group in sorted(frozen_in(entity))]
                if len(entities) > SHOWN:
                    found.append(_others(dict(SIDES)[side]))
    return found


async def frozen_now() -> list[FrozenGroup]:
    """Ask the connectors for frozen groups, which needs no right to their collections.

    Raises:
        typer.Exit: one of them could not be asked, and has said why.
    """
    answers = await asyncio.gather(*(answered(module, "ask", "frozen") for module in _CONNECTORS.values()))
    told = zip(_CONNECTORS, answers, strict=True)
    return [
        FrozenGroup(side, one["key"], group) for side, records in told for one in records for group in one["groups"]
    ]


def findings(found: Sequence[FrozenGroup]) -> list[Finding]:
    """Return a finding for each frozen group that the connectors reported, up to a hundred of each."""
    said: list[Finding] = []
    for side, name in SIDES:
        ours = [one for one in found if one.side == side]
        said += [_finding(one.key, one.group, name) for one in ours[:SHOWN]]
        said += [_others(name)] if len(ours) > SHOWN else []
    return said


def _others(side: str) -> Finding:
    return Finding(ok=False, text=f"{side}: показаны первые {SHOWN} остановленных записей, есть ещё.")


def _finding(key: str, group: str, side: str) -> Finding:
    why = "Битрикс24 и 1С раз за разом меняли друг друга"
    if group == OrderGroup.STAGE:
        why = "сделку убирали из стадии, поставленной обменом, и она оставлена"
    remedy = f"Найдите, кто её меняет, затем: dealbus unfreeze {key} {group}."
    return Finding(ok=False, text=f"Группа {group} у {key} остановлена ({side}): {why}. {remedy}")
