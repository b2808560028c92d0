"""People who edit an item in 1C and its product in the portal, and what must be true of both in the end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sandbox.base.seed.goods import unit_guid
from sandbox.portal.control import directory
from services.b24_connector.intake.products import ProductSweeper
from services.onec_connector.directory_flows import ItemFlow
from shared.messages.ring.message import Message
from tests.integration.b24_connector.catalogue_shop import Shop
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.ring import Ring
from tests.unit.b24_connector.test_sweep import CursorsInMemory

Side = Literal["portal", "onec"]
UNITS = {"796": 5, "166": 4, "006": 1}
"""Units by OKEI code, and what each is in the portal."""
EDITOR = 3


class Counters:
    """The sweep over the portal's products, and the pass over 1C's items."""

    def __init__(self, shop: Shop, items: ItemFlow, waiting: list[Message]) -> None:
        self.shop, self.items = shop, items

        async def publish(*messages: Message) -> None:
            waiting.extend(messages)

        self.sweep = ProductSweeper(
            shop.portal, shop.catalogue, CursorsInMemory(), publish, concerned=shop.reader.concerned, every_s=60
        )

    def hear(self) -> Sequence[Message]:
        heard = list(self.shop.heard)
        self.shop.heard.clear()
        return heard

    def pass_by(self, seconds: float) -> None:
        self.shop.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        await self.sweep.sweep()
        assert self.items.look is not None
        await self.items.look.look()


@dataclass
class Edit:
    """What a person has typed; `over` is what stood there before his eyes."""

    side: Side
    what: str
    value: str
    over: str


@dataclass
class GoodsEditors:
    """One item, and everything people have done to it; `both`: the portal's edits cross."""

    ring: Ring
    shop: Shop
    onec: Onec
    group: str
    both: bool
    seed: int
    item: str = ""
    edits: list[Edit] = field(default_factory=list)
    typed: int = 0

    async def begins(self) -> None:
        self.item = (await self.onec.do("items", name=self._name(), unit="796", group=self.group))["item"]

    def _name(self) -> str:
        self.typed += 1
        return f"Болт {self.seed}.{self.typed}"

    async def edit(self, side: Side, what: str, chance: random.Random) -> None:
        """Change one thing, unless nobody has the item there."""
        before = await self.card(side)
        if before is None:
            return
        value = self._name() if what == "name" else chance.choice([one for one in UNITS if one != before["unit"]])
        self.edits.append(Edit(side, what, value, before[what]))
        if side == "onec":
            await self.onec.do("items", guid=self.item, **{what: value})
            return
        (product,) = self._products()
        words = {"name": value} if what == "name" else {"fields": {"measure": UNITS[value]}}
        directory.edit_product(self.shop.simulated, product["id"], {"by": EDITOR, **words})

    def _products(self) -> list[dict]:
        return [one for one in self.shop.shelf if one["xmlId"] == self.item]

    async def card(self, side: Side) -> dict[str, str] | None:
        """Return name and unit as a side has them."""
        if side == "onec":
            card = (await self.onec.ask(f"items/{self.item}"))["item"]
            units = {unit_guid(code): code for code in UNITS}
            return {"name": card["Description"], "unit": units[card["ЕдиницаИзмерения_Key"]]}
        units = {measure: code for code, measure in UNITS.items()}
        found = [{"name": one["name"], "unit": units[one["measure"]]} for one in self._products()]
        return found[0] if found else None

    async def complaints(self) -> list[str]:
        """Return what must not be: two products, sides that differ, an edit that is lost and of which nobody heard."""
        here, there = await self.card("onec"), await self.card("portal")
        wrong = [] if len(self._products()) == 1 else [f"{len(self._products())} products"]
        wrong += [] if here == there else [f"1C has {here}, the portal {there}"]
        return wrong + [f"lost and not told: {one}" for one in self._lost(here or {})]

    def _lost(self, stands: dict[str, str]) -> list[Edit]:
        """Return names that people typed in the portal, or in 1C where both edit, that nobody saw and nobody was told.

        A name is typed once in a run, so one that a later editor saw, or that was said, is known by itself.
        """
        heard = " ".join(one["message"] for one in self.shop.simulated.table("notice"))
        seen = {one.over for one in self.edits} | {stands.get("name")}
        watched = {"portal", "onec"} if self.both else {"portal"}
        names = [one for one in self.edits if one.what == "name" and one.side in watched]
        return [one for one in names if one.value not in seen and one.value not in heard]


async def live(people: GoodsEditors, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
    await people.begins()
    for _ in range(chance.randint(10, 50)):
        doing = chance.random()
        if doing < 0.15:
            side: Side = chance.choice(("portal", "onec"))
            await people.edit(side, chance.choice(("name", "unit")), chance)
        elif doing < 0.35:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    return await ring.settle() or "; ".join(await people.complaints()) or None
