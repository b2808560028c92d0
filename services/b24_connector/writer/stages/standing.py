"""Who put a deal into its stage, bus or person, also after a move cut short (docs/convergence.md)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.b24_connector.memory.deal import Deal, DealMemory, DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.deals import Surroundings, read_deal, read_stage
from services.b24_connector.vocabulary.values import identity, moment
from services.b24_connector.writer.stages.history import METHOD, entries_of, history_of
from shared.bus.errors import Retryable
from shared.canon import group_digests
from shared.entities import GroupDoc, compared_by
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told
from shared.messages.things import Stage
from shared.store.promptly import promptly

Row = Mapping[str, Any]
STEP = "move"
OWN = frozenset({OrderGroup.STAGE, OrderGroup.ORGANISATION})


@dataclass(frozen=True)
class Stages:
    """Who put a deal into which stage.

    Args:
        bus: the stage the bus set, while nobody has moved the deal since.
        manual: the stage a person had last set.
    """

    bus: str | None
    manual: str | None

    @property
    def fields(self) -> DealMemory:
        """Who put the deal into its stage, as the deal's document keeps it."""
        return {"bus_stage": self.bus, "manual_stage": self.manual}

    def after_move(self, to: str, *, is_back: bool) -> "Stages":
        """Return who put the deal into its stage after a move; one that the bus goes back to is the person's."""
        return Stages(None, to) if is_back else Stages(to, self.manual)

    def adopting(self, stage: str, entries: Sequence[Row], people: Collection[str]) -> "Stages":
        """Return who put the deal where it stands once that stage, set by a person, is the bus's own.

        Args:
            stage: where it stands.
            entries: of its stage history, newest first.
            people: stages that people set, to the last of which it goes back.
        """
        earlier = (str(row.get("STAGE_ID")) for row in entries)
        return Stages(stage, next((one for one in earlier if one in people), self.manual))


def stages_of(fields: DealMemory, present: Stage) -> Stages:
    """Return who put a deal into its present stage: where the bus did not, a person has."""
    if fields.get("bus_stage") == present.id:
        return Stages(present.id, fields.get("manual_stage"))
    return Stages(None, present.id if present.semantic != "F" else fields.get("manual_stage"))


def set_by_us(sent: Row, after: Row) -> Row:
    """Return the fields that a deal has by our move; what else differs was saved by a person meanwhile.

    Args:
        sent: fields of the write.
        after: the deal in the portal's answer.
    """
    kept = {name: after.get(name) for name, value in sent.items() if identity(after.get(name)) == identity(value)}
    return {**kept, "stageSemanticId": after.get("stageSemanticId")} if "stageId" in kept else kept


class Moves:
    """Stores a move before it is made, so that no stage of ours passes for a person's.

    Args:
        portal: of the links in a snapshot.
        deals: reads them.
        directory: our fields.
        store: what is remembered of them.
    """

    def __init__(self, portal: Portal, deals: DealSnapshots, directory: Directory, store: DealStore) -> None:
        self._portal = portal
        self._deals = deals
        self._directory = directory
        self._store = store

    async def begin(self, entity: Deal, item: Row, to: str, fields: DealMemory, owed: Sequence[Told]) -> None:
        """Store a deal's move right before the call that makes it.

        Args:
            entity: the document after `begin_write`.
            item: the deal before.
            to: the stage to be set.
            fields: what is true once it is.
            owed: what the manager must read then.

        Raises:
            Retryable: another write has begun; uncounted.
        """
        memo = {
            **fields,
            "to": to,
            "since": item.get("updatedTime"),
            "heard": self.was_heard(entity, item),
            "owed": [one.model_dump(mode="json") for one in owed],
        }
        assert entity.writing is not None  # noqa: S101 - begin_write has just set it
        if not await promptly(self._store.note_step(entity.key, entity.writing.version, step=STEP, memo=memo)):
            raise Retryable("another write has begun", after_s=5, counted=False)

    async def drop(self, entity: Deal) -> None:
        """Forget a deal's move that the portal has certainly not made."""
        assert entity.writing is not None  # noqa: S101 - begin_write has set it
        await self._store.note_step(entity.key, entity.writing.version, step=None)

    async def end(self, entity: Deal, groups: Mapping[OrderGroup, GroupDoc], fields: DealMemory) -> Deal:
        """End a move; a write of other groups before it that never ended stands again, as nobody looked at them.

        Args:
            entity: the document after `begin_write`.
            groups: that the move has changed.
            fields: to be remembered.

        Returns:
            The document after it.
        """
        if entity.writing is None or not entity.writing.sent:  # what was left open is a former run of this move
            return await self._store.end_write(entity.key, groups, fields=fields)
        return await self._store.release(entity.key, groups, fields=fields, done=True)

    async def finish(self, entity: Deal) -> Deal:
        """Take up a deal's move whose end nobody saw, and return the document of a write that has begun anew.

        The deal may have left that stage since: then people hear of the move all the same, and what they did stands.
        """
        if entity.writing is None or entity.writing.step != STEP:
            return entity
        memo = entity.writing.memo
        item = await self._deals.header(entity.ref) if entity.ref else None
        groups: dict[OrderGroup, GroupDoc] = {}
        fields: DealMemory = {}
        stands = item is not None and read_stage(item).id == memo["to"]
        if item is not None and (stands or await self._was_made(identity(item["id"]), memo)):
            left: DealMemory = {"bus_stage": None, "manual_stage": read_stage(item).id}
            fields = {"bus_stage": memo["bus_stage"], "manual_stage": memo["manual_stage"]} if stands else left
            fields["applied"] = memo.get("applied")  # a memo of an earlier release has none
            fields["owed"] = [*(entity.fields.get("owed") or ()), *memo["owed"]] or None
            stage = entity.groups.get(OrderGroup.STAGE)
            if stage is not None:
                digest = self._digests(item)[OrderGroup.STAGE] if memo["heard"] and stands else None
                groups[OrderGroup.STAGE] = stage.holding(digest)
        await self.end(entity, groups, fields)
        return await self._store.begin_write(entity.key)

    async def _was_made(self, deal: str, memo: Mapping[str, Any]) -> bool:
        """Tell whether a deal has been in the stage of a move since it was looked at for it."""
        if (since := moment(memo.get("since"))) is None:
            return False  # noted by an earlier release
        for row in entries_of(await self._portal.call(METHOD, history_of(deal)), deal):
            entered = moment(row.get("CREATED_TIME"))
            if str(row.get("STAGE_ID")) == memo["to"] and entered is not None and entered >= since:
                return True
        return False

    def was_heard(self, entity: Deal, item: Row) -> bool:
        """Tell whether the stage a deal stands in is the one last published, so that others have heard of it."""
        former = entity.groups.get(OrderGroup.STAGE)
        return former is not None and former.digest == self._digests(item)[OrderGroup.STAGE]

    def is_decided(self, entity: Deal, item: Row, stamp: Stamp) -> bool:
        """Tell whether a person who has seen where a deal stands has decided for its order's state.

        Args:
            entity: the document after `begin_write`.
            item: the deal now.
            stamp: of the order's state; it knows the edit of the stage that the person has seen.
        """
        mine = entity.groups.get(OrderGroup.STAGE)
        if mine is None or not stamp.decided or mine.edited > stamp.known:
            return False
        return self._digests(item)[OrderGroup.STAGE] in {mine.digest, compared_by(stamp, mine)}

    def own_groups(
        self, entity: Deal, before: Row, kept: Row, *, is_unheard: bool = False
    ) -> dict[OrderGroup, GroupDoc]:
        """Return the groups of a deal that a move set itself; a stage nobody has heard of is published all the same.

        Args:
            entity: the document after `begin_write`.
            before: the deal before the write.
            kept: what `set_by_us` says of it.
            is_unheard: a person moved the deal meanwhile.
        """
        former, was, now = entity.groups, self._digests(before), self._digests({**before, **kept})
        changed = {
            group: former[group].holding(now[group])
            for group in OWN
            if group in former and former[group].digest == was[group] != now[group]
        }
        if OrderGroup.STAGE in former and (is_unheard or not self.was_heard(entity, before)):
            changed[OrderGroup.STAGE] = former[OrderGroup.STAGE].holding(None)
        return changed

    def _digests(self, item: Row) -> dict[OrderGroup, str]:
        order = read_deal(item, Surroundings(), self._directory.fields, portal=self._portal.origin)
        return group_digests(order, OWN)
