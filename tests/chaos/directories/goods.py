"""The goods of a shop window (R18): people keep items and groups in 1C, and the portal's catalogue shows them."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.stack.catalogue import SHOP
from tests.chaos.directories.directory import Directory, OneByOne
from tests.chaos.directories.looking import NOWHERE, Eyes
from tests.chaos.directories.repositories import Assortment, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from sandbox.people.accountant import Accountant
    from sandbox.people.seller import Seller

WORDS = ("Болт", "Гайка & шайба", "Анкер < 5 >", "[b]Шпилька[/b]", "Дюбель «Лето»", "$result[x]")
UNITS, RATES = ("796", "006", "166", "112"), ("22", "10", "0", None)
WINDOW = str(uuid5(NAMESPACE_URL, "a shop window"))
"""The group that the rules let through; seeds that are played on one stack share it."""
APART_S = (0.0, 0.1, 0.5)
"""Between two saves of one item, by two people."""


class Goods(Directory):
    """Items and groups of the one group that the rules let through, and of none.

    Args:
        seller: whose portal shows them.
        accountant: who keeps them.
    """

    def __init__(self, seller: Seller, accountant: Accountant) -> None:
        self._control, self._eyes = accountant.control, Eyes(seller, accountant)
        self._groups: dict[str, str] = {}  # by guid, what each stands in
        self._items: list[str] = []
        self._gone: set[str] = set()
        self._is_open = False
        self._people = OneByOne()

    @property
    def items(self) -> Sequence[str]:
        """Guids of the items that people have made and not deleted."""
        return self._items

    def base(self) -> Assortment:
        """Return what 1C holds of them."""
        return self._eyes.base(WINDOW, set(self._items))

    def deeds(self) -> Sequence[tuple[int, Callable[[Random], str]]]:
        known = (
            (5, self._new_item),
            (6, self._edit_item),
            (3, self._move_item),
            (2, self._mark_item),
            (1, self._sell_in_characteristics),
            (1, self._delete_item),
            (2, self._new_group),
            (2, self._rename_group),
            (1, self._move_group),
            (1, self._mark_group),
        )
        return [(weight, partial(self._people.does, deed)) for weight, deed in known]

    def complaints(self) -> list[str]:
        if not self._is_open:
            return []
        return list(differences(self.base(), self._eyes.portal(), self._gone))

    # Items.

    def _new_item(self, random: Random) -> str:
        group = self._some_group(random)
        words = {"kind": random.choice(("goods", "goods", "goods", "service")), "group": group, **_card(random)}
        self._items.append(str(self._type(barcode=_barcode(random), **words)))
        return f"item {self._items[-1]} made: {words}"

    def _edit_item(self, random: Random) -> str:
        """Change some of a card or of its registers, and now and then once more at once, as two people do."""
        if not (item := self._some_item(random)):
            return ""
        done = []
        for _ in range(random.choice((1, 1, 2))):
            card = _card(random) | {"barcode": _barcode(random)}
            words = {name: card[name] for name in random.sample(sorted(card), random.randint(1, 2))}
            self._type(guid=item, **words)
            done.append(str(words))
            time.sleep(random.choice(APART_S))
        return f"item {item}: {' and then '.join(done)}"

    def _move_item(self, random: Random) -> str:
        """Put it into another group, or where the rules let nothing through."""
        if not (item := self._some_item(random)):
            return ""
        group = self._some_group(random) if random.random() < 0.8 else ""
        self._type(guid=item, group=group)
        return f"item {item} moved to {group or 'no group'}"

    def _mark_item(self, random: Random) -> str:
        if not (item := self._some_item(random)):
            return ""
        marked = random.random() < 0.6
        self._type(guid=item, marked=marked)
        return f"item {item} {'marked' if marked else 'not marked any more'}"

    def _sell_in_characteristics(self, random: Random) -> str:
        if not (item := self._some_item(random)):
            return ""
        used = random.random() < 0.5
        self._type(guid=item, characteristics=used)
        return f"item {item} is sold in characteristics: {used}"

    def _delete_item(self, random: Random) -> str:
        if not (item := self._some_item(random)):
            return ""
        self._items.remove(item)
        self._control.post(f"items/{item}/delete")
        self._gone.add(item)
        return f"item {item} deleted"

    def _type(self, **words: Any) -> str:
        return str(self._control.post("items", **words)["item"])

    # Groups.

    def _new_group(self, random: Random) -> str:
        parent, name = self._some_group(random), _name(random)
        group = str(self._control.post("item_groups", name=name, parent=parent)["group"])
        self._groups[group] = parent
        return f"group {group} made in {parent}: {name}"

    def _rename_group(self, random: Random) -> str:
        if not (group := self._some_inner(random)):
            return ""
        name = _name(random)
        self._control.post("item_groups", guid=group, name=name)
        return f"group {group} renamed: {name}"

    def _move_group(self, random: Random) -> str:
        """Put it into another one that does not stand in it, or where the rules let nothing through."""
        if not (group := self._some_inner(random)):
            return ""
        others = [one for one in self._groups if group not in self._way_up(one)]
        parent = random.choice(others) if random.random() < 0.7 else NOWHERE
        self._control.post("item_groups", guid=group, parent=parent)
        self._groups[group] = parent
        return f"group {group} moved to {parent}"

    def _mark_group(self, random: Random) -> str:
        """Mark it, and all that is in it."""
        if not (group := self._some_inner(random)):
            return ""
        marked = random.random() < 0.3
        self._control.post("item_groups", guid=group, marked=marked)
        return f"group {group} {'marked' if marked else 'not marked any more'}"

    def _way_up(self, group: str) -> list[str]:
        way = [group]
        while (above := self._groups.get(way[-1], NOWHERE)) in self._groups:
            way.append(above)
        return way

    # Choosing.

    def _some_item(self, random: Random) -> str:
        return random.choice(self._items[-4:] if random.random() < 0.5 else self._items) if self._items else ""

    def _some_group(self, random: Random) -> str:
        if not self._is_open:
            self._control.post("item_groups", guid=WINDOW, name=SHOP)
            self._groups[WINDOW] = NOWHERE
            self._is_open = True
        return random.choice(sorted(self._groups))

    def _some_inner(self, random: Random) -> str:
        """One that may be renamed and moved; the rules name the shop window itself."""
        inner = sorted(self._groups.keys() - {WINDOW})
        return random.choice(inner) if inner else ""


def _card(random: Random) -> dict[str, Any]:
    number = random.randint(10**6, 10**7)
    return {
        "name": _name(random),
        "article": f"А-{number}",
        "unit": random.choice(UNITS),
        "vat_rate": random.choice(RATES),
    }


def _name(random: Random) -> str:
    """1C takes no name twice."""
    return f"{random.choice(WORDS)} {random.randint(10**6, 10**7)}"


def _barcode(random: Random) -> str:
    return str(random.randint(46 * 10**11, 47 * 10**11))
