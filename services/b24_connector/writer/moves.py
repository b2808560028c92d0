"""`deal.move`: the order's figures into the deal's fields, and the deal into the stage its state means (R4–R6, R22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.b24_connector.directory import Directory
from services.b24_connector.portal import Answer, DoubtfulWrite, NotFound, Portal, Refusal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reader.handler import amount_of
from services.b24_connector.reader.waves import Deals
from services.b24_connector.vocabulary.deals import Surroundings, read_deal, read_stage
from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.figures import Plan, differing_figures, missing_organisation, plan_move
from services.b24_connector.writer.notes import Notes, choose
from shared.bus.done import Done
from shared.bus.errors import Retryable
from shared.entities import Answer as Written
from shared.entities import GroupDoc, Verdict, after_write, decide, group_digests
from shared.messages.envelope import Envelope
from shared.messages.order import GroupName, SalesOrder
from shared.messages.ring import DealMove, Message, Told
from shared.store import Entity, EntityStore

Row = Mapping[str, Any]
FIGURES = frozenset({GroupName.STATE, GroupName.GIVEN})
OWN = frozenset({GroupName.STAGE, GroupName.ORGANISATION})


@dataclass(frozen=True)
class Visit:
    """A deal that is being written.

    Args:
        key: birth key.
        deal: id in the portal.
        item: its fields before the write.
        entity: the document after `begin_write`.
    """

    key: str
    deal: str
    item: Row
    entity: Entity


@dataclass(frozen=True)
class Moved:
    """What came of the write.

    Args:
        item: the deal's fields afterwards.
        stage: the stage the bus set; None: it set none.
        told: what the manager must read.
    """

    item: Row
    stage: str | None = None
    told: tuple[Told, ...] = ()
    by_person: str | None = None


class Mover:
    """Handles `deal.move`.

    Args:
        portal: where the deals are.
        deals: reads them.
        directory: our fields, stage names.
        store: what is remembered of them.
        notes: tells the manager.
    """

    def __init__(self, portal: Portal, deals: Deals, directory: Directory, store: EntityStore, notes: Notes) -> None:
        self._portal = portal
        self._deals = deals
        self._directory = directory
        self._store = store
        self._notes = notes

    async def moved(self, _: Envelope, message: Message) -> Done:
        """Show the figures and move the deal, unless a newer state was applied already."""
        assert isinstance(message, DealMove)  # noqa: S101 - the lane maps classes to handlers
        with self._portal.visit():
            entity = (await self._store.begin_write(message.key))[1]
            try:
                await self._apply(message, entity)
            except DoubtfulWrite:
                raise  # `writing` stays: the next run looks what became of it
            except (Retryable, NotFound) as error:
                await self._store.end_write(message.key, {})
                if not isinstance(error, NotFound):
                    raise
        return Done()

    async def _apply(self, message: DealMove, entity: Entity) -> None:
        deal = entity.ref or (message.order.ref.id if message.order.ref else "")
        await self._notes.pay(message.key, deal, entity.fields)
        stamps = {group: stamp for group, stamp in message.order.groups.items() if group in FIGURES}
        verdicts = decide(stamps, entity.groups, {}, judge=False)
        item = await self._deals.header(deal) if deal and Verdict.WRITE in verdicts.values() else None
        if item is None:
            await self._store.end_write(message.key, {})
            return
        visit = Visit(message.key, deal, item, entity)
        moved = await self._write(visit, message)
        written = {group: Written("", equal=True) for group in stamps}
        groups = after_write(entity.groups, stamps, verdicts, written, winners={})
        await self._finish(visit, message.order, moved, groups)

    async def _write(self, visit: Visit, message: DealMove) -> Moved:
        stage = read_stage(visit.item)
        remembered = visit.entity.fields
        is_by_bus = remembered.get("bus_stage") == stage.id
        plan = plan_move(
            message.rule,
            stage,
            bus_stage=remembered.get("bus_stage"),
            manual_stage=remembered.get("manual_stage") if is_by_bus else stage.id,
            name_of=self._directory.stage_name,
        )
        figures = differing_figures(message.order, visit.item, self._directory.fields)
        figures |= missing_organisation(message.order, visit.item, self._directory.fields)
        moved = await self._move(visit, plan, figures) if plan.to else await self._update(visit, figures)
        return replace(moved, told=(*moved.told, *plan.told))

    async def _update(self, visit: Visit, figures: Mapping[str, str]) -> Moved:
        if not figures:
            return Moved(visit.item)
        params = {"entityTypeId": DEAL, "id": visit.deal, "fields": figures}
        answer = await self._portal.call("crm.item.update", params, write=True)
        return Moved(answer.result["item"])

    async def _move(self, visit: Visit, plan: Plan, figures: Mapping[str, str]) -> Moved:
        fields = {**figures, "stageId": plan.to}
        history = {
            "entityTypeId": DEAL,
            "filter": {"OWNER_ID": visit.deal},
            "order": {"ID": "DESC"},
            "start": -1,
        }
        update, lines = await self._portal.chain(
            [
                ("crm.item.update", {"entityTypeId": DEAL, "id": visit.deal, "fields": fields}),
                ("crm.stagehistory.list", history),
            ]
        )
        if isinstance(update, Refusal):
            return await self._turned_down(visit, plan, figures, update)
        if isinstance(update, Exception):
            raise update
        between = _moved_between(lines, visit, plan.to or "")
        if between:
            return await self._put_back(visit, between)
        told = (Told(topic="stage", text=plan.why),) if plan.why else ()
        return Moved(update.result["item"], plan.to, told)

    async def _turned_down(self, visit: Visit, plan: Plan, figures: Mapping[str, str], refusal: Refusal) -> Moved:
        """The portal forbids the stage, for a required field or a right: say so, and show the figures all the same."""
        name = self._directory.stage_name(plan.to or "")
        text = (
            f"Сделка не передвинута в «{name}»: Битрикс24 не разрешает ({refusal.fault.words}). "
            "Исправьте сделку и передвиньте её сами."
        )
        moved = await self._update(visit, figures)
        return replace(moved, told=(Told(topic="stage", text=text),))

    async def _put_back(self, visit: Visit, stage: str) -> Moved:
        """A person moved the deal between our read and our write: theirs stands."""
        params = {"entityTypeId": DEAL, "id": visit.deal, "fields": {"stageId": stage}}
        answer = await self._portal.call("crm.item.update", params, write=True)
        name = self._directory.stage_name(stage)
        text = f"Сделку в это же время передвинули вручную в «{name}», она там и оставлена."
        return Moved(answer.result["item"], None, (Told(topic="stage", text=text),), by_person=stage)

    async def _finish(
        self, visit: Visit, order: SalesOrder, moved: Moved, groups: Mapping[GroupName, GroupDoc]
    ) -> None:
        remembered = visit.entity.fields
        fields: dict[str, Any] = {"ordered": True if order.number else remembered.get("ordered")}
        if moved.item is not visit.item:
            fields["last_write"] = last_write(moved.item)
        fields |= _stages(visit, moved)
        if order_is_settled(remembered, moved.told):
            fields["told.closed"] = None
        if moved.told:
            fields["owed"] = [one.model_dump(mode="json") for one in moved.told if _is_news(one, moved, remembered)]
        own = self._own_groups(visit, moved)
        after = await self._store.end_write(visit.key, {**groups, **own}, fields=fields)
        await self._notes.pay(visit.key, visit.deal, after.fields)

    def _own_groups(self, visit: Visit, moved: Moved) -> dict[GroupName, GroupDoc]:
        """What we set is no person's edit, if nobody's edit before it waits to be published."""
        before, after = self._digests(visit.item), self._digests(moved.item)
        former = visit.entity.groups
        return {
            group: replace(former[group], digest=after[group])
            for group in OWN
            if group in former and former[group].digest == before[group] != after[group] and not moved.by_person
        }

    def _digests(self, item: Row) -> dict[GroupName, str]:
        order = read_deal(item, Surroundings(), self._directory.fields, portal=self._portal.origin)
        return group_digests(order, OWN)


def _moved_between(lines: Answer | Exception, visit: Visit, to: str) -> str | None:
    """Return the stage a person set between our read and our write."""
    if isinstance(lines, Exception):
        return None
    stages = [str(row.get("STAGE_ID")) for row in _own(rows_at("items")(lines.result), visit.deal)]
    if len(stages) < 2 or stages[0] != to or stages[1] in {read_stage(visit.item).id, to}:  # noqa: PLR2004
        return None
    return stages[1]


def _own(rows: Sequence[Row], deal: str) -> list[Row]:
    return [row for row in rows if str(row.get("OWNER_ID")) == deal]


def _stages(visit: Visit, moved: Moved) -> dict[str, Any]:
    """Remember whose stage the deal stands in."""
    remembered, present = visit.entity.fields, read_stage(visit.item).id
    if moved.by_person:
        return {"bus_stage": None, "manual_stage": moved.by_person}
    if moved.stage is None:
        return {} if remembered.get("bus_stage") == present else {"bus_stage": None, "manual_stage": present}
    if remembered.get("bus_stage") == present:
        return {"bus_stage": moved.stage}
    return {"bus_stage": moved.stage, "manual_stage": present}


def order_is_settled(remembered: Mapping[str, Any], told: Sequence[Told]) -> bool:
    """What was told of the order whatever its stage is over, so that it may be told again."""
    return bool((remembered.get("told") or {}).get("closed")) and not any(one.topic == "closed" for one in told)


def _is_news(one: Told, moved: Moved, remembered: Mapping[str, Any]) -> bool:
    """A move is told each time it happens, all else once."""
    return (moved.stage is not None and one.topic == "stage") or bool(choose([one], remembered.get("told") or {}).texts)


def last_write(item: Row) -> dict[str, Any]:
    """Return what tells our own write from a person's when it comes back as an event."""
    return {
        "time": item.get("updatedTime"),
        "user": identity(item.get("updatedBy")),
        "amount": amount_of(item),
        "at": datetime.now(UTC),
    }
