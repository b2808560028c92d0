"""What it costs to learn of changes in 1C: requests and bytes a day, by passes alone and by the register of versions.

    python -m benchmarks.changes_in_onec [items] [partners]

The connector's own passes over items, partners and contact persons against the simulated base, all in this process,
each of them measured once as it is asked and reckoned up to a day: a pass every five minutes, a look at the register
every thirty seconds. A day has an edit for each forty records, and each edit is looked at alone, which is the dearest.
Bytes are those of addresses and bodies, unpacked. Prices are not in it: they stand in a register that keeps no
versions, and cost the same both ways.
"""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import structlog

from sandbox.base.control.directories import change
from sandbox.base.control.routes import application as control_of
from sandbox.base.infobase import Infobase
from sandbox.base.seed import plant
from sandbox.base.switches import BaseSwitches
from sandbox.base.web.server import Publication, application
from sandbox.dataset import build_dataset, guid_of
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.intake.catalog_versions import WHOLE_S, CatalogVersions
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.intake.items import IS_ITEM, ItemPass
from services.onec_connector.intake.pace import Pace
from services.onec_connector.intake.partners import PartnerPass, PartyCatalogs
from services.onec_connector.intake.persons import PersonPass
from services.onec_connector.intake.rounds import LOG_S, PASS_S
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import bank_account, contact_person, item, legal_entity, partner, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_registers import ItemRegisters
from services.onec_connector.reference.variations import Variations
from services.onec_connector.vocabulary.orders import BaseLocation

ROOT, ZONE, DAY_S = "http://1c.test/ut/odata/standard.odata", ZoneInfo("Europe/Moscow"), 24 * 3600
RECORDS_AN_EDIT = 40


class MarksInMemory(SeenMarks):
    """What passes saw last, without a database."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    async def marks(self, keys: Collection[str]) -> dict[str, str]:
        """Return the marks of those that were seen."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    async def note(self, marks: Mapping[str, str]) -> None:
        """Store marks."""
        self._kept |= marks

    async def sold(self, _: str = "") -> list[tuple[str, str]]:
        """Nothing was sold yet."""
        return []

    async def all_keys(self) -> AsyncIterator[str]:
        """Yield the key of everything that was seen."""
        for key in list(self._kept):
            yield key

    async def forget(self, keys: Collection[str]) -> None:
        """Drop what is there no more."""
        for key in keys:
            del self._kept[key]


class NobodyLeft:
    """No item is left alone here."""

    async def count(self, _: Mapping[str, object]) -> int:
        """Count them."""
        return 0


class Wire(httpx.ASGITransport):
    """Counts what goes over it."""

    requests = size = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        response = await super().handle_async_request(request)
        self.requests += 1
        self.size += len(request.url.raw_path) + len(await request.aread()) + len(await response.aread())
        return response


@dataclass(frozen=True)
class Cost:
    """Of one look, or of a day of them."""

    requests: float = 0
    size: float = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.requests + other.requests, self.size + other.size)

    def __mul__(self, times: float) -> "Cost":
        return Cost(self.requests * times, self.size * times)

    def __str__(self) -> str:
        return f"{self.requests:9,.0f} requests {self.size / 1e6:9,.1f} MB".replace(",", " ")


@dataclass(frozen=True)
class Bench:
    """A base, and what looks at it."""

    infobase: Infobase
    wire: Wire
    items: ItemPass
    partners: PartnerPass
    persons: PersonPass
    log: ChangeLog

    async def cost(self, look: Callable[[], Awaitable[None]]) -> Cost:
        """Measure a look."""
        requests, size = self.wire.requests, self.wire.size
        await look()
        return Cost(self.wire.requests - requests, self.wire.size - size)

    async def passed(self) -> None:
        """One look at everything."""
        for one in (self.items, self.partners, self.persons):
            await one.look()

    def edit(self) -> int:
        """Save one record of each catalog in 1C, and return how many."""
        sets = (item.SET, partner.SET, legal_entity.SET, bank_account.SET, contact_person.SET)
        for name in sets:
            row = next(row for row in self.infobase.rows(name) if not row.get(standard.FOLDER))
            change(self.infobase, name, row[standard.REF], {})
        return len(sets)


def planted(items: int, partners: int) -> Infobase:
    """Return a base of so many; every legal entity has an account."""
    infobase = Infobase(switches=BaseSwitches(versioning=True))
    plant(infobase, build_dataset(companies=2 * partners, items=items + 5))
    infobase.apply()
    for entity in list(infobase.rows(legal_entity.SET)):
        account = infobase.blank(infobase.schema[bank_account.SET])
        of = {bank_account.OWNER: entity[standard.REF], bank_account.OWNER_TYPE: bank_account.OF_ENTITY}
        infobase.commit(bank_account.SET, account | of | {standard.REF: guid_of(f"account:{entity[standard.REF]}")})
    return infobase


def bench(infobase: Infobase, base: Base, wire: Wire, heard: Callable[[str], None] = lambda _: None) -> Bench:
    """Connect passes to a base.

    Args:
        heard: takes what each hint is about.
    """

    async def publish(*messages: object, **_: object) -> None:
        for one in messages:
            heard(one.subject)  # type: ignore[attr-defined]  # hints
            pace.taken(one.subject)  # type: ignore[attr-defined]

    pace, aside, seen = Pace(publish, at_once=200), BaseAside(base), MarksInMemory()
    registers = ItemRegisters(aside, Dictionaries(base), Variations(aside, seen), zone=ZONE, dated_rates=True)
    goods = CatalogVersions(aside, item.SET, standard.PARENT, where=IS_ITEM)
    parties = PartyCatalogs(
        CatalogVersions(aside, partner.SET, partner.IS_CLIENT),
        CatalogVersions(aside, legal_entity.SET, legal_entity.PARTNER),
        CatalogVersions(aside, bank_account.SET, bank_account.OWNER),
    )
    of_partners = MarksInMemory()
    looks = (
        ItemPass(goods, ItemGroups(aside), registers, seen, NobodyLeft(), pace),  # type: ignore[arg-type]
        PartnerPass(parties, of_partners, pace),
        PersonPass(CatalogVersions(aside, contact_person.SET, standard.OWNER), MarksInMemory(), of_partners, pace),
    )
    log = ChangeLog(aside, BaseLocation(ZONE, "http://1c.test"), looks)
    return Bench(infobase, wire, *looks, log)


async def measured(found: Bench) -> str:
    """Prove the register, and measure each look."""
    found.infobase.clock.shift += timedelta(hours=1)  # the saves of planting are no edits of this day
    await found.log.look()
    whole = await found.cost(found.passed)
    await found.passed()
    edits = found.edit()
    await found.log.look()
    await found.passed()
    await found.log.look()
    found.infobase.clock.shift += timedelta(minutes=6)
    narrow = await found.cost(found.passed)
    idle = await found.cost(found.log.look)
    found.edit()
    edited = (await found.cost(found.log.look) + idle * -1) * (1 / edits)
    sets = (item.SET, partner.SET, legal_entity.SET, bank_account.SET, contact_person.SET)
    sizes = {name: len(found.infobase.tables[name]) for name in sets}
    passes, hours, looks = DAY_S / PASS_S, DAY_S / WHOLE_S, DAY_S / LOG_S
    a_day = sum(sizes.values()) / RECORDS_AN_EDIT
    by_log = narrow * (passes - hours) + whole * hours + idle * looks + edited * a_day
    lines = [
        ", ".join(f"{name.partition('_')[2]} {count}" for name, count in sizes.items()),
        f"a pass over everything        {whole}",
        f"a pass beside the register    {narrow}",
        f"a look at the register        {idle}",
        f"  more for an edit            {edited}",
        f"a day by passes alone         {whole * passes}",
        f"a day with the register       {by_log}   ({a_day:.0f} edits)",
    ]
    return "\n".join(lines)


async def run(items: int, partners: int) -> None:
    """Plant and print."""
    infobase = planted(items, partners)
    publication = Publication(infobase, "robot", "secret")
    wire = Wire(app=application(publication, control_of(publication, lambda: None)))
    headers = {"Authorization": "Basic cm9ib3Q6c2VjcmV0", "Accept": "application/json"}
    began = time.monotonic()
    async with httpx.AsyncClient(transport=wire, headers=headers) as http:
        print(await measured(bench(infobase, Base(http, ROOT), wire)))
    print(f"measured in {time.monotonic() - began:.0f} s")


def main(items: int = 20_000, partners: int = 10_000) -> None:
    """Run."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(run(items, partners))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
