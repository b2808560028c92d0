"""Carries people's edits of a product in the portal into its item of 1C, where the rules say so (R10)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.memory.item import ItemEntity, ItemStore
from services.onec_connector.objects import item as names
from services.onec_connector.objects import item_kind, standard
from services.onec_connector.reader.item_snapshots import ItemSnapshots, SeenItem
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.vocabulary.new_items import renamed, says_name
from services.onec_connector.writer.items import unedited
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.saves_between import are_as_seen, came_between
from shared.bus.errors import Retryable
from shared.bus.publish import Publish
from shared.bus.result import HandlerResult
from shared.canon import directory_digests, products_edited_in
from shared.entities import GroupDoc, Target, Verdict, WriteAnswer, after_write, decide
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ItemUpsert
from shared.messages.ring.facts import ItemTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import ItemUpserted
from shared.messages.ring.told import Told, answering, told_by
from shared.messages.things import Ref
from shared.store.promptly import note_forecast

_log = structlog.get_logger(__name__)


class ItemEditedError(Retryable):
    """Somebody edited the item in 1C, and the portal has not been told yet; `left` is nobody's edit."""

    left: Mapping[ProductGroup, GroupDoc]

    def __init__(self, left: Mapping[ProductGroup, GroupDoc]) -> None:
        super().__init__("the item was edited in 1C meanwhile", after_s=5, counted=False)
        self.left = left


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one look at an item decided.

    Args:
        stood: what is remembered of its groups, with `left`.
        left: of those that hold what a write has sent of whose answer nobody heard.
    """

    seen: SeenItem
    stood: Mapping[str, GroupDoc]
    left: Mapping[ProductGroup, GroupDoc]
    stamps: Mapping[ProductGroup, Stamp]
    here: Product
    target: Mapping[ProductGroup, Target]
    verdicts: Mapping[ProductGroup, Verdict]

    @property
    def writes(self) -> list[ProductGroup]:
        return [one for one, verdict in self.verdicts.items() if verdict in {Verdict.WRITE, Verdict.CONFLICT}]

    @property
    def contested(self) -> list[ProductGroup]:
        return [one for one, verdict in self.verdicts.items() if verdict is Verdict.CONFLICT]


@dataclass(frozen=True, slots=True)
class ItemEdits:
    """Writes what differs, and judges: a group that the rules let people edit in the portal is the portal's.

    Args:
        base: where items are changed.
        snapshots: looks at items, as the reader does.
        catalogue: knows the units.
        store: what is remembered of items.
        publish: returns after the broker's confirm.
        groups: that people edit in the portal too.
    """

    base: Base
    snapshots: ItemSnapshots
    catalogue: ItemCatalogue
    store: ItemStore
    publish: Publish
    groups: frozenset[ProductGroup]

    async def carry(self, command: ItemUpsert, item: str) -> HandlerResult:
        """Write a product's edits into its item of 1C, as an `item.upsert` says.

        Raises:
            OrderRefusal: 1C does not take it.
            Retryable: somebody edited the item just now, or 1C does not answer.
        """
        key, sent = f"item:{item}", list[bool]()
        entity = await self.store.begin_write(key)
        try:
            plan = await self._plan(command, item, entity)
            if plan is None:
                await self.store.release(key)
                return HandlerResult()
            return await self._written(command, item, entity, plan, sent)
        except Exception as error:
            if isinstance(error, ItemEditedError):  # a reader waits for the end
                await self.store.end_write(key, error.left)
            elif isinstance(error, OrderRefusal) or not sent:  # else readers step aside until the command comes again
                await self.store.release(key, fields={"owed": entity.fields.get("owed")})
            raise

    async def _plan(self, command: ItemUpsert, item: str, entity: ItemEntity) -> _Plan | None:
        """Compare an item with its product's edit, and decide; None: it was deleted, or the portal edits none of it."""
        seen = await self.snapshots.see(item)
        if seen is None:
            return None
        here, told = await self.snapshots.tell(seen)
        wanted, may = command.product, (self.groups & told) - entity.frozen
        stamps = {group: stamp for group, stamp in wanted.groups.items() if group in may and _is_said(wanted, group)}
        digests = directory_digests(here, stamps)
        target = {group: Target(digests[group], _is_equal(wanted, here, group)) for group in stamps}
        left = entity.left_unheard(digests)
        stood = dict(entity.groups) | left
        verdicts = decide(stamps, stood, target, subject=products_edited_in(self.groups), judge=True)
        if Verdict.COME_BACK in verdicts.values():
            await self.publish(ItemTouched(ref=Ref(system="onec", kind="item", id=item), force=True))
            raise ItemEditedError(left)
        return _Plan(seen, stood, left, stamps, here, target, verdicts) if stamps else None

    async def _written(
        self, command: ItemUpsert, item: str, entity: ItemEntity, plan: _Plan, sent: list[bool]
    ) -> HandlerResult:
        wanted, after = command.product, plan.here
        told = await self._owe(entity, wanted, plan)
        if body := await self._body(wanted, item, plan.writes):
            as_sent, _ = await self.snapshots.tell(replace(plan.seen, card={**plan.seen.card, **body}))
            await note_forecast(self.store, entity, directory_digests(as_sent, plan.writes), plan.stamps)
            if over := await self._send(entity, wanted, plan, body, sent):
                told += over
                await self.store.set_fields(entity.key, {"owed": [one.model_dump(mode="json") for one in told]})
            seen = await self.snapshots.see(item)
            if seen is None:
                raise Retryable("the item was deleted meanwhile", after_s=5, counted=False)
            after, _ = await self.snapshots.tell(seen)
        digests = directory_digests(after, plan.writes)
        answers = {one: WriteAnswer(digests[one], _is_equal(wanted, after, one)) for one in plan.writes}
        changed = dict(plan.left) | after_write(
            plan.stood,
            plan.stamps,
            plan.verdicts,
            answers,
            winners=dict.fromkeys(plan.contested, "theirs"),
            target=plan.target,
            lost=entity.may_be_ours,
        )
        ended = await self.store.end_write(entity.key, changed, ref=item, wrote=plan.writes)
        kept = [unedited.kept_otherwise(wanted, after, one) for one in plan.writes if not answers[one].equal]
        told += told_by(kept, entity.key, _version(entity))
        told += told_by([unedited.stopped(wanted)], entity.key, _version(entity)) if ended.unsaid else ()
        ref = Ref(system="onec", kind="item", id=item)
        messages: list[Message] = [ItemUpserted(key=command.key, source=command.source, ref=ref, told=tuple(told))]
        if any(doc.digest is None for doc in changed.values()):
            messages.append(ItemTouched(ref=ref))  # what was settled, or made of it by 1C, goes back
        return HandlerResult(messages, then=partial(self._told, ended))

    async def _send(
        self, entity: ItemEntity, wanted: Product, plan: _Plan, body: dict[str, Any], sent: list[bool]
    ) -> tuple[Told, ...]:
        """Write an item, and return what is to be told of somebody who has saved it in that instant."""
        card = plan.seen.card
        if not await are_as_seen(self.base, names.SET, [card]):
            raise Retryable("the item was saved in 1C just now", after_s=5, counted=False)
        sent.append(True)
        try:
            answer = await self.base.change(names.SET, str(card[standard.REF]), body)
        except BaseRefusal as error:
            raise unedited.objected(wanted, objection_of(error)) from error
        if not came_between(str(card[standard.VERSION]), answer):
            return ()
        said = answering([unedited.overwritten(wanted)], plan.stamps, plan.stamps)
        return told_by(said, entity.key, _version(entity))

    async def _owe(self, entity: ItemEntity, wanted: Product, plan: _Plan) -> list[Told]:
        """Keep what is to be told of an item's edit before it is sent: a run that dies then would take it along."""
        said = [unedited.conflict(wanted, plan.here, group) for group in plan.contested]
        said = answering(said, plan.stamps, plan.contested)
        said += unedited.too_long(wanted.name) if ProductGroup.NAME in plan.writes else []
        owed = [Told.model_validate(one) for one in entity.fields.get("owed") or ()]
        told = [*owed, *told_by(said, entity.key, _version(entity))]
        if said:
            await self.store.set_fields(entity.key, {"owed": [one.model_dump(mode="json") for one in told]})
        return told

    async def _told(self, after: ItemEntity) -> None:
        """Forget the owed words of an item's edit, which are on the broker now."""
        if after.fields.get("owed"):
            await self.store.set_fields(after.key, {"owed": None})
        if after.unsaid:
            await self.store.freeze_told(after.key)

    async def _body(self, wanted: Product, item: str, groups: list[ProductGroup]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        if ProductGroup.NAME in groups:
            card = await self.base.read(names.SET, item, (standard.DESCRIPTION, item_kind.FULL_NAME))
            body |= renamed(wanted.name, card or {})
        if ProductGroup.UNIT in groups:
            unit = await self.catalogue.unit(wanted.unit)
            if not unit:
                raise unedited.no_unit(wanted)
            body[names.UNIT] = unit
        if groups:
            _log.info("an item is edited", item=item, groups=[str(group) for group in groups])
        return body


def _is_said(wanted: Product, group: ProductGroup) -> bool:
    return bool(wanted.name.strip() if group is ProductGroup.NAME else wanted.unit)


def _is_equal(wanted: Product, here: Product, group: ProductGroup) -> bool:
    return says_name(wanted.name, here.name) if group is ProductGroup.NAME else wanted.unit == here.unit


def _version(entity: ItemEntity) -> int:
    return entity.writing.version if entity.writing else 0
