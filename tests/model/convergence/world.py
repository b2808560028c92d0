"""The model: two systems edited by people, a bus between them that repeats, reorders and crashes.

One run is one seed. It reports what must never happen: endless writing, sides that stay different, an edit lost and
told to nobody, a second record, a stage that does not follow the state.

Not modelled: copies of records, several pairs, a peer that stores something else than it was sent.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Literal, TypeVar

from shared.entities import untold
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from tests.model.convergence.connectors import read, write
from tests.model.convergence.document import Document
from tests.model.convergence.moving import MOVES, goes_back
from tests.model.convergence.side import HEADER, ROWS, STAGE, STATE, TWO_SIDED, Command, Side, Task, Values, same
from tests.model.convergence.weather import Weather

Picked = TypeVar("Picked")


class World:
    def __init__(self, seed: int, weather: Weather) -> None:
        self.chance = random.Random(seed).random
        self.weather = weather
        self.without = weather.without
        self.unguarded = weather.unguarded
        self.repeats = weather.repeats
        self.now = self.writes = self.conflicts = self.decided = 0
        self.numbers = count(1)
        self.edits: dict[str, OrderGroup] = {}
        self.parents: dict[str, str] = {}
        self.broken: list[str] = []
        self.superseded: set[tuple[OrderGroup, str]] = set()
        self.told: set[str] = set()
        self.seen: dict[tuple[str, OrderGroup], int] = {}
        self.after_shipment: Literal["refused", "ours"] = self.pick(("refused", "ours"))
        exact, honoured = self.chance() < 0.3, self.chance() < 0.5
        clock = lambda: self.now  # noqa: E731
        documents = [Document(clock, overtakes=self.without != "overtaking") for _ in range(2)]
        self.b = Side("b", exact, repeatable=False, doc=documents[0], groups=(ROWS, HEADER, STAGE))
        self.o = Side("o", exact, repeatable=honoured, doc=documents[1], groups=(ROWS, HEADER, STATE))
        self.sides = (self.b, self.o)
        self.linked = self.typed_first = self.overturned = False
        self.born = self.pick(self.sides)
        self.born.create({ROWS: "init", HEADER: "init"})
        self.born.doc.ref = True
        if self.born is self.b:
            self.b.put(STAGE, self.pick(("parked", "work")))

    def tell(self, value: str) -> None:
        self.told.add(value.partition("~")[0])

    def grew_from(self, first: str, value: str) -> bool:
        """Tell whether a value was typed over this one, or over one that was."""
        age = value.partition("~")[0]
        while age in self.parents:
            age = self.parents[age]
        return age == first

    def watch(self, new: str, old: str) -> None:
        """No older value over a newer one: `old` must not have been made from `new`."""
        if self.weather.takes_back:
            return
        new, age = new.partition("~")[0], old.partition("~")[0]
        if new == age or age in self.told:
            return
        while (age := self.parents.get(age, "")) != "":
            if age == new:
                self.broken.append(f"{new} written over {old}")

    def publish(
        self, side: Side, values: Values, stamps: Mapping[OrderGroup, Stamp], groups: frozenset[OrderGroup]
    ) -> None:
        """Router and mapper: what a fact of one side means to the other."""
        if side is self.b:
            wanted: Literal["yes", "hold"] = "hold" if values[STAGE] == "parked" else "yes"
            self.linked |= wanted == "yes"
            if self.linked:
                self.o.inbox.append(Command("upsert", stamps, values, wanted, create=wanted == "yes"))
            return
        self.linked = True
        if groups - {STATE}:
            both = {group: stamps[group] for group in TWO_SIDED}
            self.b.inbox.append(Command("upsert", both, values, create=True))
        if STATE in groups:
            self.b.inbox.append(Command("move", {STATE: stamps[STATE]}, values))

    def act(self) -> None:
        """A person does something."""
        side = self.pick(self.sides)
        if side.values is None or side.closed:
            return
        if self.chance() < self.weather.moving:
            self._move(side)
        elif side.name in self.weather.editors:
            group = self.pick(TWO_SIDED)
            seen = side.values[group].partition("~")[0]
            self.superseded.add((group, seen))
            if self.weather.takes_back and self.chance() < 0.15:
                side.put(group, "init")  # a person takes back what was typed
                return
            value = f"{side.name}{next(self.numbers)}"
            self.edits[value] = group
            self.parents[value] = seen
            side.put(group, value)

    def _compare(self, side: Side) -> None:
        """A reconciliation reads a side, at night say: it remembers what it sees, and nobody decides."""
        if side.values is not None:
            side.doc.note_compared(untold(side.doc.groups, {group: side.values[group] for group in TWO_SIDED}))

    def _decide(self, side: Side) -> None:
        """A person sees that both sides differ, and has one of them stand."""
        other = self.o if side is self.b else self.b
        if side.values is None or other.values is None or not other.doc.ref:
            return
        group = self.pick(TWO_SIDED)
        known = other.doc.groups.get(group)
        if known is None:
            return
        other.doc.note_compared(untold(other.doc.groups, {group: other.values[group]}))
        self.decided += 1
        self.tell(other.values[group])
        side.decide_for({group: known.edited}, self.now)

    def see(self, side: Side, known: Mapping[OrderGroup, int]) -> None:
        """A decision has been taken over here."""
        for group, number in known.items():
            self.seen[side.name, group] = max(number, self.seen.get((side.name, group), 0))

    def judge(self, side: Side, group: OrderGroup, edited: int) -> None:
        """Whoever decided has seen this edit: it is not to be judged any more."""
        if edited <= self.seen.get((side.name, group), 0):
            self.overturned = True

    def _move(self, side: Side) -> None:
        if side is self.b:
            side.put(STAGE, self.pick(("parked", "work", "paid") if self.weather.ahead else ("parked", "work")))
        else:
            states = ("new", "paid", "shipped") if self.weather.shipments else ("new", "paid")
            side.put(STATE, self.pick(states))

    def crash(self, side: Side) -> None:
        """Messages go back to the queue; a call under way may still be carried out."""
        for task in side.tasks:
            if task.command is not None:
                side.inbox.append(task.command)
            else:
                side.touched, side.forced = True, side.forced or task.force
                side.decide_for(task.asserted, task.compared_at)
        side.tasks.clear()
        side.closed = False
        side.doc.expired = self.chance() < 0.2

    def step(self) -> None:
        """One moment: a person, an accident, a peer, or one of our own steps."""
        self._tick()
        chance = self.chance()
        side = self.sides[self.chance() < 0.5]
        acting, crashing = self.weather.acting, self.weather.crashing
        if chance >= acting + crashing + 0.01:
            self._go_on(side, chance)
        elif chance < acting:
            self.act()
        elif chance < acting + crashing:
            self.crash(side)
        elif self.weather.asserting and self.chance() < self.weather.asserting:
            if self.chance() < self.weather.comparing:
                self._compare(side)
            else:
                self._decide(side)
        else:
            side.touched = side.forced = True

    def _go_on(self, side: Side, chance: float) -> None:
        if side.calls and chance > 0.9:
            self._answer(side, carried_out=chance > 0.93)
        else:
            self._work(side)

    def _answer(self, side: Side, *, carried_out: bool) -> None:
        call = side.calls.pop(0)
        if carried_out:
            side.create(call.values)

    def _tick(self) -> None:
        """No call outlives its time, whoever is at work."""
        self.now += 1
        for side in self.sides:
            if side.calls and side.calls[0].latest <= self.now:
                self._answer(side, carried_out=self.chance() < 0.5)

    def _work(self, side: Side) -> None:
        """A reader and a writer at most are under way on a side; going on is likelier than starting another."""
        going = 3 * bool(side.tasks)
        reading, writing = side.touched, bool(side.inbox)
        for task in side.tasks:
            if task.command is None:
                reading = False
            else:
                writing = False
        options = going + reading + writing
        if not options:
            return
        chosen = int(self.chance() * options)
        if chosen < going:
            task = self.pick(side.tasks) if len(side.tasks) > 1 else side.tasks[0]
            if next(task.steps, "ended") == "ended":
                side.tasks.remove(task)
        elif reading and chosen == going:
            force, side.touched, side.forced = side.forced, False, False
            asserted, side.asserted, at = side.asserted, {}, side.compared_at
            steps = read(self, side, force=force, asserted=asserted, compared_at=at)
            side.tasks.append(Task(steps, None, force, asserted, at))
        else:
            command = self._next(side)
            side.tasks.append(Task(write(self, side, command), command))

    def pick(self, options: Sequence[Picked]) -> Picked:
        """`random.choice` at a fifth of its price; every step picks."""
        return options[int(self.chance() * len(options))]

    def _next(self, side: Side) -> Command:
        index = 0 if self.weather.in_order else int(self.chance() * len(side.inbox))
        if self.repeats and self.chance() < 0.1:
            return side.inbox[index]
        return side.inbox.pop(index)

    def run(self) -> str | None:
        """Return what went wrong, or None."""
        for _ in range(60 + int(self.chance() * 240)):
            self.step()
        self.repeats = False
        if self.b.values and self.b.values[STAGE] == "parked":
            self.b.put(STAGE, "work")
        if not (goes_back(self) and self.settles()):
            return "endless"
        if self.broken and not self.conflicts:
            return self.broken[0]
        alone = len(self.weather.editors) == 1 and not self.weather.crashing
        if (
            self.conflicts and alone and not (self.typed_first or self.decided)
        ):  # into a deal whose rows were on their way
            return "a conflict, though one side alone edited"
        if self.overturned:
            return "an edit that was decided about is judged again"
        if self.conflicts > 2 * (len(self.edits) + self.decided) + 4:
            return "the same edits judged again and again"
        return self.verdict()

    def settles(self) -> bool:
        for round_ in range(30):
            self.writes = 0
            for side in self.sides:
                side.touched = True
            for _ in range(3000):
                busy = [side for side in self.sides if side.busy]
                if not busy:
                    break
                self._tick()
                self._go_on(busy[self.chance() < 0.5] if len(busy) == 2 else busy[0], self.chance())
            else:
                return False
            if self.writes == 0 and round_ > 1:
                return True
        return False

    def verdict(self) -> str | None:
        if (self.b.records, self.o.records) != (1, 1):
            return f"{self.b.records} deals and {self.o.records} orders"
        b, o = self.b.values, self.o.values
        assert b is not None
        assert o is not None
        for group in TWO_SIDED:
            turned_down = self.after_shipment == "refused" and b[group].partition("~")[0] in self.told
            if not same(b[group], o[group]) and not (group is ROWS and turned_down):
                return f"{group} stays different"
        if b[STAGE] != MOVES.get(o[STATE], "work"):
            return f"stage {b[STAGE]} at state {o[STATE]}"
        for value, group in self.edits.items():
            known = (group, value) in self.superseded or value in self.told
            if not (known or same(b[group], value) or same(o[group], value)):
                return f"{value} silently lost"
        return None
