"""People who keep the catalogue in 1C, and what must be true of the portal's catalogue in the end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.dataset.identity import barcode
from services.onec_connector.directory_flows import ItemFlow
from shared.messages.ring.message import Message
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.ring import Ring

UNITS = ("796", "166", "006")
RATES = (Decimal(22), Decimal(10), None)


@dataclass
class ItemLooks:
    """The pass over 1C's items; nobody in the portal says anything of products that 1C fills."""

    shop: Shop
    items: ItemFlow

    def hear(self) -> Sequence[Message]:
        return ()

    def pass_by(self, seconds: float) -> None:
        self.shop.simulated.clock.advance(seconds)

    async def look(self) -> None:
        self.pass_by(300)
        assert self.items.look is not None
        await self.items.look.look()


@dataclass
class GoodsPeople:
    """A group of items with a group in it, and everything people do to what stands there."""

    ring: Ring
    shop: Shop
    onec: Onec
    group: str
    seed: int
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._typed = 0

    def _number(self) -> int:
        self._typed += 1
        return self.seed * 1000 + self._typed

    async def type_item(self, chance: random.Random) -> None:
        number = self._number()
        said = {
            "name": f"Болт {number}",
            "article": f"Б-{number}",
            "unit": chance.choice(UNITS),
            "group": chance.choice((self.group, *self.within)),
        }
        rate = chance.choice(RATES)
        guid = (await self.onec.do("items", vat_rate=None if rate is None else str(rate), **said))["item"]
        self.items[guid] = {**said, "marked": False}

    async def make_group(self, chance: random.Random) -> None:
        name = f"Полка {self._number()}"
        guid = (await self.onec.do("item_groups", name=name, parent=chance.choice((self.group, *self.within))))["group"]
        self.within[guid] = name

    async def edit(self, chance: random.Random) -> None:
        """Change one thing of an item, or rename a group."""
        if self.within and chance.random() < 0.15:
            guid = chance.choice(list(self.within))
            self.within[guid] = f"Полка {self._number()}"
            await self.onec.do("item_groups", guid=guid, name=self.within[guid])
            return
        if not self.items:
            return
        guid, number = chance.choice(list(self.items)), self._number()
        changes = chance.choice(
            (
                {"name": f"Болт {number}"},
                {"article": f"Б-{number}"},
                {"unit": chance.choice(UNITS)},
                {"marked": not self.items[guid]["marked"]},
                {"group": chance.choice((self.group, *self.within))},
                {"barcode": barcode(number)},
            )
        )
        if "barcode" in changes and "barcode" in self.items[guid]:
            return
        self.items[guid] |= changes
        await self.onec.do("items", guid=guid, **changes)

    def complaints(self) -> list[str]:
        """Return what must not be: an item without its one product, or with another content."""
        wrong = []
        for guid, said in self.items.items():
            found = [row for row in self.shop.shelf if row["xmlId"] == guid]
            if not found and said["marked"]:
                continue  # it was never told while it was on sale
            wrong += (
                [f"{len(found)} products of {said['name']}"] if len(found) != 1 else self._differing(said, found[0])
            )
        return wrong

    def _differing(self, said: dict[str, Any], product: dict[str, Any]) -> list[str]:
        section = self.shop.simulated.table("section").rows.get(product["iblockSectionId"])
        names = {self.group: None} | self.within
        told = {
            "name": product["name"],
            "article": _value(product.get(ARTICLE)),
            "barcode": _value(product.get(BARCODE)),
            "active": product["active"] == "Y",
            "section": section and section["xmlId"],
            "section name": section and section["name"] if said["group"] != self.group else None,
        }
        wanted = {
            "name": said["name"],
            "article": said["article"],
            "barcode": said.get("barcode", ""),
            "active": not said["marked"],
            "section": said["group"],
            "section name": names[said["group"]],
        }
        return [
            f"{said['name']}: {one} is {told[one]!r}, not {wanted[one]!r}" for one in told if told[one] != wanted[one]
        ]


def _value(held: Any) -> str:
    return str((held or {}).get("value") or "") if isinstance(held, dict) else str(held or "")


async def live(people: GoodsPeople, chance: random.Random) -> str | None:
    """Let people and the bus do as they please, then let it all come to rest; return what is wrong then."""
    ring = people.ring
    await people.type_item(chance)
    for _ in range(chance.randint(10, 50)):
        doing = chance.random()
        if doing < 0.08:
            await people.type_item(chance)
        elif doing < 0.14:
            await people.make_group(chance)
        elif doing < 0.35:
            await people.edit(chance)
        elif doing < 0.45:
            await ring.look()
        elif ring.waiting:
            await ring.deliver(chance)
    return await ring.settle() or "; ".join(people.complaints()) or None
