"""Reader and writer of a connector as docs/convergence.md describes them.

Each `yield` is a place to crash or to be overtaken.
"""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.canon import ORDERS
from shared.entities import (
    GroupDoc,
    Target,
    Verdict,
    Winner,
    WriteAnswer,
    after_write,
    decide,
    publication,
    stamps_to_publish,
)
from shared.messages.order import OrderGroup
from tests.model.convergence.moving import Steps, alone, come_back, move
from tests.model.convergence.side import HEADER, ROWS, STAGE, STATE, TWO_SIDED, Call, Command, Side, Values, same

if TYPE_CHECKING:
    from tests.model.convergence.world import World

LONGEST_CALL = 60
NO_ROWS = ""


def read(world: "World", side: Side, *, force: bool, asserted: Mapping[OrderGroup, int], compared_at: int = 0) -> Steps:
    version = side.doc.take_version()
    yield
    if side.values is None:
        return
    snapshot = dict(side.values)
    yield
    if asserted:
        if world.without != "hearing what was seen":
            side.doc.hear(asserted)
        yield
    document = unmoved(world, side, version)
    if document is None:
        if not side.inbox and all(task.command is None for task in side.tasks):
            side.doc.expired = True  # nobody comes for a write that never ended, so ten minutes pass
        side.touched, side.forced = True, side.forced or force
        side.decide_for(asserted, compared_at)
        return
    world.see(side, asserted)
    digests = {group: snapshot[group] for group in side.groups}
    document = {**document, **unheard(world, side, digests)}
    found = publication(document, digests, version, force=force, asserted=asserted, compared_at=compared_at)
    if found is None:
        return
    stamps = found.stamps
    if world.without == "old numbers when forced" and force:
        stamps = stamps_to_publish(document, side.groups, version, side.groups)
    yield
    if world.without != "announcing":
        side.doc.announce(found.changed, 0 if world.without == "announced numbers" else version)
    yield
    world.publish(side, snapshot, stamps, frozenset(side.groups) if force else found.changed)
    yield
    side.doc.store_published(version, found.digests)


def unmoved(world: "World", side: Side, version: int) -> Mapping[OrderGroup, GroupDoc] | None:
    if world.without == "version" and (side.doc.writing is None or side.doc.expired):
        return dict(side.doc.groups)
    if world.without == "writing" and side.doc.version == version:
        return dict(side.doc.groups)
    return side.doc.unmoved(version)


def write(world: "World", side: Side, command: Command) -> Steps:
    groups = side.doc.begin_write()
    yield
    repair(side)
    if command.kind == "move":
        yield from move(world, side, command, groups)
    elif (
        decide(
            {g: command.stamps[g] for g in command.stamps if g is STAGE}, groups, {}, subject=ORDERS, judge=True
        ).get(STAGE)
        is Verdict.SKIP
    ):
        side.doc.release({})
    elif command.wanted == "hold":
        side.doc.release(after_write(groups, *alone(STAGE, command), winners={}))
    else:
        yield from upsert(world, side, command, groups)


def unheard(world: "World", side: Side, found: Values) -> dict[OrderGroup, GroupDoc]:
    """What a write has sent of whose answer nobody heard is nobody's edit."""
    left = side.doc.left_unheard(found)
    if world.without == "numbers of what is sent":
        return {group: replace(doc, known=side.doc.groups.get(group, GroupDoc()).known) for group, doc in left.items()}
    return left


def repair(side: Side) -> None:
    """A stage that stands where a dead run of ours wanted it was set by us."""
    if side.doc.step == "move" and side.values and side.values[STAGE] == side.doc.memo["to"]:
        side.doc.fields.update(side.doc.memo)


def upsert(world: "World", side: Side, command: Command, groups: Mapping[OrderGroup, GroupDoc]) -> Steps:
    made, is_half_made = False, side.doc.step == "create"
    if not side.doc.ref:
        if not command.create and side.values is None:
            side.doc.release({})
            return
        made = yield from create(world, side, command)
        if not side.doc.ref:
            come_back(side, command)
            return
        is_half_made = True
        yield
    if is_half_made and side.name == "b":
        yield from adopt(world, side, command, answered=made)
        made, groups = False, dict(side.doc.groups)
    assert side.values is not None
    found = dict(side.values)
    left = unheard(world, side, {group: found[group] for group in TWO_SIDED})
    groups = {**groups, **left}
    target = {} if made else targets(world, found, command, groups)
    verdicts = decide(
        command.stamps,
        believed(world, groups),
        target,
        subject=ORDERS,
        judge=side.name == "o" or world.without == "one judge",
    )
    if Verdict.COME_BACK in verdicts.values():
        come_back(side, command, left)
        side.touched = True
        return
    winners = settle(world, side, verdicts, found, command)
    for group in (g for g in target if verdicts.get(g) is Verdict.WRITE and g not in winners):
        world.watch(command.values[group], found[group])
    written = [g for g in TWO_SIDED if to_write(g, verdicts, winners)]
    if not made:
        yield from put_all(world, side, written, command)
    yield
    answers = {g: WriteAnswer(side.values[g], equal=same(side.values[g], command.values[g])) for g in written}
    if STAGE in command.stamps:
        answers[STAGE] = WriteAnswer("", equal=True)
    lost = side.doc.follows
    changed = left | after_write(groups, command.stamps, verdicts, answers, winners=winners, target=target, lost=lost)
    state = dict(side.values)
    yield
    side.doc.end_write(changed)
    world.conflicts += list(verdicts.values()).count(Verdict.CONFLICT)
    side.touched |= bool({"ours", "theirs"} & set(winners.values()))
    if side.name == "o":
        yield from tell_state(world, side, state, side.doc.version)


def adopt(world: "World", side: Side, command: Command, *, answered: bool) -> Steps:
    """A deal is made without its rows: what it got is remembered at once, and its rows are a write like any other.

    An answer that was lost says nothing: what does not equal the command is a person's.
    """
    assert side.values is not None
    header = side.norm(command.values[HEADER]) if answered else side.values[HEADER]
    born = {ROWS: GroupDoc(side.norm(NO_ROWS))}
    if same(header, command.values[HEADER]):
        born[HEADER] = GroupDoc(header, known=command.stamps[HEADER].edited)
    if world.without == "looking at a newborn":
        born[ROWS] = GroupDoc(side.values[ROWS])
    yield
    side.doc.end_write(born)
    yield
    side.doc.begin_write()


def tell_state(world: "World", side: Side, values: Values, version: int) -> Steps:
    """After every write, also when nothing changed: a deal that came back is moved anew."""
    groups, digests = dict(side.doc.groups), {STATE: values[STATE]}
    found = publication(groups, digests, version, force=True)
    assert found is not None
    if world.without == "a number for every value":
        found = replace(found, stamps=stamps_to_publish(groups, (), version, digests), digests={}, changed=frozenset())
    yield
    side.doc.announce(found.changed, 0 if world.without == "announced numbers" else version)
    yield
    world.publish(side, values, found.stamps, frozenset({STATE}))
    yield
    side.doc.store_published(version, found.digests)


def create(world: "World", side: Side, command: Command) -> Generator[None, None, bool]:
    """Return whether this run made the record; `doc.ref` stays unset where it must wait."""
    version, made = side.doc.writing, False
    assert version is not None
    tried = None if side.repeatable else side.doc.attempt_at
    patient = world.without != "waiting for a lost call"
    if patient and tried is not None and world.now - tried < LONGEST_CALL:
        return False
    hit = side.records > 0 and tried is not None
    yield
    if not hit:
        side.doc.note_step(version, step="create", attempt=True)
        yield
        made = side.records == 0
        assert side.doc.attempt_at is not None
        values = {**command.values, ROWS: NO_ROWS} if side.name == "b" else dict(command.values)
        call = Call(values, side.doc.attempt_at + LONGEST_CALL - 1)
        side.calls.append(call)
        while call in side.calls:
            yield
            if world.chance() < 0.3 and call in side.calls:
                side.calls.remove(call)
                made = side.records == 0
                side.create(call.values)
        # "already exists", or the answer of a call that was carried out; a call that failed left nothing
        if side.records == 0:
            return False
    side.doc.ref = True
    return made


def targets(
    world: "World", found: Values, command: Command, groups: Mapping[OrderGroup, GroupDoc]
) -> dict[OrderGroup, Target]:
    blind = world.without == "coming back"
    return {
        g: Target(groups.get(g, GroupDoc()).digest if blind else found[g], equal=same(found[g], command.values[g]))
        for g in TWO_SIDED
    }


def believed(world: "World", groups: Mapping[OrderGroup, GroupDoc]) -> Mapping[OrderGroup, GroupDoc]:
    if world.without == "the moment of comparing":
        return {group: replace(doc, compared_at=0) for group, doc in groups.items()}
    if world.without != "known":
        return groups
    return {group: replace(doc, edited=0) for group, doc in groups.items()}


def settle(
    world: "World", side: Side, verdicts: Mapping[OrderGroup, Verdict], found: Values, command: Command
) -> dict[OrderGroup, Winner]:
    """Say who wins the conflicts, and turn rows down after shipment; the loser is told."""
    shipped = found.get(STATE) == "shipped"
    winners: dict[OrderGroup, Winner] = {}
    for group, verdict in verdicts.items():
        if verdict is Verdict.CONFLICT:
            world.judge(side, group, command.stamps[group].edited)
            world.typed_first |= world.grew_from(NO_ROWS, command.values[group])
            ours = (shipped and group is ROWS) or world.without == "one judge" or world.chance() < 0.5
            winners[group] = "ours" if ours else "theirs"
            world.tell(command.values[group] if ours else found[group])
        elif verdict is Verdict.WRITE and group is ROWS and shipped:
            winners[group] = world.after_shipment
            world.tell(command.values[group])
    return winners


def to_write(group: OrderGroup, verdicts: Mapping[OrderGroup, Verdict], winners: Mapping[OrderGroup, Winner]) -> bool:
    return winners.get(group, "theirs") == "theirs" and verdicts.get(group) in (Verdict.WRITE, Verdict.CONFLICT)


def put_all(world: "World", side: Side, groups: list[OrderGroup], command: Command) -> Steps:
    assert side.doc.writing is not None
    side.closed = not world.unguarded
    sent = {group: {side.norm(command.values[group]): command.stamps[group].edited} for group in groups}
    side.doc.note_sent(side.doc.writing, sent)
    yield
    for group in groups:
        if world.unguarded:
            yield
        side.put(group, command.values[group])
        world.writes += 1
        if group != groups[-1]:
            yield
    side.closed = False
