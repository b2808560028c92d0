"""Makes a product or section as 1C wants it, exactly once (docs/convergence.md, "Writer" and "Creates").

What the rules let people edit here (`Edits`) is published before it is overwritten, as in a deal. All else is 1C's own:
a person's edit is neither waited for nor published, and stands until 1C says something of the same group. What is equal
is not written.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import structlog

from services.b24_connector.memory.product import PutBack, Record, RecordMemory, RecordStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.reader.held_products import HELD
from services.b24_connector.reference.catalogue import LANE
from services.b24_connector.vocabulary.catalogue import UNGROUPED, Fields, Row, differing
from services.b24_connector.writer.products import half
from services.b24_connector.writer.products.asked import Edits, Repository
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import DIRECTORY, directory_digests
from shared.entities import GroupDoc, Target, Verdict, WriteAnswer, after_write, decide
from shared.messages.groups import Stamp
from shared.messages.product import ProductGroup
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.store.promptly import note_forecast

_UNHEARD = GroupDoc()
C = TypeVar("C", bound=ProductUpsert | SectionUpsert)
log = structlog.get_logger()


class Upserts(Generic[C]):
    """Finds, creates and changes products, or sections, of the catalogue.

    Args:
        portal: where.
        store: what is remembered of them.
        repository: of which kind they are.
        edits: what people edit in them; None: nobody is heard of that.
    """

    def __init__(
        self, portal: Portal, store: RecordStore, repository: Repository[C], edits: Edits | None = None
    ) -> None:
        self._portal = portal
        self._store = store
        self._repository = repository
        self._edits = edits
        self._subject = edits.subject if edits else DIRECTORY

    async def upsert(self, command: C) -> str:
        """Make a product or section of the catalogue as 1C wants it.

        Returns:
            its id; empty: there is none, and none is wanted.

        Raises:
            Retryable: a former attempt to create it may still run, or something it needs is not there yet.
            Permanent: a person must act.
        """
        async with self._portal.turn(self._repository.method(command)):
            return await self._in_turn(command)

    async def _in_turn(self, command: C) -> str:
        with self._portal.visit(LANE):
            entity = await self._store.begin_write(command.key)
            sent: list[bool] = []
            try:
                return await self._upsert(command, entity, sent)
            except (Permanent, Retryable) as error:
                # Else `writing` stays: what the portal may have taken must not be published as a person's edit.
                if isinstance(error, Permanent):
                    await self._let_stand(command)
                elif not (sent or isinstance(error, DoubtfulWrite)):
                    await self._let_go(command.key)
                raise

    async def _let_stand(self, command: C) -> None:
        """Clear `writing` of a product or section after a refusal; what an unanswered run wrote is nobody's edit."""
        now, row = await self._store.get(command.key), None
        if now is None or now.writing is None or not now.writing.sent:
            return await self._let_go(command.key)
        with suppress(Permanent):
            row = await self._repository.read(command, now.ref) if now.ref else None
        await self._store.end_write(command.key, now.left_unheard(await self._held(row)) if row else {})
        return None

    async def _let_go(self, key: str) -> None:
        """Clear `writing` of a product or section, unless it may have been created."""
        now = await self._store.get(key)
        if now is not None and now.writing is not None and now.writing.step is None:
            await self._store.release(key)

    async def _upsert(self, command: C, entity: Record, sent: list[bool]) -> str:
        row = await self._present(command, entity)
        if row is not None:
            return await self._change(command, await self._as_born(entity, row), row, sent)
        stamps = self._stamps(command)
        heard = {group: entity.groups.get(group, _UNHEARD) for group in stamps}
        if self._repository.is_worth_making(command) and not any(
            heard[one].known > stamps[one].edited for one in stamps
        ):
            return await self._create(command, entity)
        # An older command that comes after this one, having waited for a section, makes nothing.
        known = {one: replace(doc, known=max(doc.known, stamps[one].edited)) for one, doc in heard.items()}
        await self._store.end_write(command.key, known, fields=_no_more(entity))
        return ""

    async def _present(self, command: C, entity: Record) -> Row | None:
        """Find a product or section by the pair, then by the keys; a deleted one is no counterpart any more."""
        ref = self._repository.record(command).ref
        known = entity.ref or (ref.id if ref else "")
        row = await self._repository.read(command, known) if known else None
        if row is None and entity.ref:
            await self._store.unbind(command.key, entity.ref)
        row = row or await self._repository.find(command)
        if row is not None:
            await self._store.bind(command.key, str(row["id"]))
        return row

    async def _create(self, command: C, entity: Record) -> str:
        wanted = await self._repository.wanted(command, {}, entity)
        half.wait_for_former(entity)
        version = entity.writing.version if entity.writing else 0
        fields = {name: value for group in wanted.values() for name, value in group.items() if not _is_empty(value)}
        sent = {name: fields[name] for name in HELD if name in fields}
        if not await self._store.note_step(command.key, version, step=half.CREATE, attempt=True, memo=sent):
            raise Retryable("another write has begun", after_s=5, counted=False)
        await self._note_filled(command, entity)
        try:
            row = await self._repository.add(command, fields)
        except PortalRefusal:
            await self._store.note_step(command.key, version, step=None, attempt=False)
            raise
        await self._store.bind(command.key, str(row["id"]))
        verdicts = dict.fromkeys(self._stamps(command), Verdict.WRITE)
        return await self._end(command, entity, _Written(row, {**fields, **row}), wanted, verdicts, {})

    async def _as_born(self, entity: Record, row: Row) -> Record:
        """Count what an unanswered write has sent as held by the product or section: all else is a person's edit."""
        writing = entity.writing
        left = entity.left_unheard(await self._held(row)) if writing and writing.sent else {}
        sent = writing.memo if writing and writing.step == half.CREATE and isinstance(writing.memo, Mapping) else {}
        born = await self._held({**row, **sent}) if sent else {}
        unknown = {group: entity.groups.get(group, _UNHEARD) for group in born}
        groups = {group: doc.holding(born[group]) for group, doc in unknown.items() if doc.digest is None}
        return replace(entity, groups={**entity.groups, **groups, **left})

    async def _change(self, command: C, entity: Record, row: Row, sent: list[bool]) -> str:
        wanted, held = await self._repository.wanted(command, row, entity), await self._held(row)
        stamps = {group: stamp for group, stamp in self._stamps(command).items() if group not in entity.frozen}
        target = {group: Target(held.get(group), not differing(row, wanted[group])) for group in stamps}
        verdicts = decide(stamps, entity.groups, target, subject=self._subject, judge=False)
        if self._edits and Verdict.COME_BACK in verdicts.values():
            await self._store.end_write(command.key, entity.groups)  # whoever is to publish it steps aside till then
            await self._edits.come_back(row)
            raise Retryable(f"{command.key} was edited meanwhile", after_s=5, counted=False)
        fields = differing(row, wanted[UNGROUPED])
        for group, verdict in verdicts.items():
            fields |= differing(row, wanted[group]) if verdict is Verdict.WRITE else {}
        edited = [group for group in verdicts if _is_edited(entity, held, group, verdicts[group])]
        replaced = await self._putting_back(command, entity, row, edited)
        if verdicts.get(ProductGroup.CODES) is Verdict.WRITE:
            await self._note_filled(command, entity)
        answer = await self._sent(command, entity, row, fields) if fields else row
        sent += [True] if fields else []
        if self._edits and replaced:
            await self._edits.put_back(replaced, str(row.get("name") or ""), self._repository.record(command))
            await self._store.set_fields(command.key, {"put_back": None})
        return await self._end(command, entity, _Written(answer, {**row, **fields, **answer}), wanted, verdicts, target)

    async def _putting_back(self, command: C, entity: Record, row: Row, edited: Sequence[str]) -> PutBack | None:
        """Store whose edit of a product is replaced, before it is, and return it; or the one a former run replaced."""
        if not self._edits or not edited:
            return entity.fields.get("put_back")
        edit = self._edits.putting_back(row, edited)
        await self._store.set_fields(command.key, {"put_back": edit})
        return edit

    async def _note_filled(self, command: C, entity: Record) -> None:
        """Remember which codes 1C fills in a product before they are sent: the answer may be lost."""
        known, fills = entity.fields.get("filled") or [], self._repository.fills(command)
        if not set(fills) <= set(known):
            await self._store.set_fields(command.key, {"filled": sorted({*known, *fills})})

    async def _sent(self, command: C, entity: Record, row: Row, fields: Fields) -> Row:
        held, will, stamps = await self._held(row), await self._held({**row, **fields}), self._stamps(command)
        changed = {group: will[group] for group in stamps if group in will and will[group] != held.get(group)}
        await note_forecast(self._store, entity, changed, stamps)
        try:
            return await self._repository.change(row, fields)
        except PortalRefusal:
            await self._store.set_fields(command.key, {"put_back": None})
            if await self._repository.read(command, str(row["id"])) is None:
                raise Retryable(f"{command.key} was deleted meanwhile", after_s=5, counted=False) from None
            raise

    async def _end(
        self,
        command: C,
        entity: Record,
        done: "_Written",
        wanted: Mapping[str, Fields],
        verdicts: Mapping[str, Verdict],
        target: Mapping[str, Target],
    ) -> str:
        """Store what the portal's answer holds of a product or section, and log what it keeps otherwise than sent."""
        stamps, identity = self._stamps(command), str(done.answer["id"])
        written = [group for group, verdict in verdicts.items() if verdict is Verdict.WRITE]
        digests = directory_digests(self._repository.record(command), written)
        digests |= {group: one for group, one in (await self._held(done.whole)).items() if group in digests}
        answers = {
            group: WriteAnswer(digests[group], not differing(done.answer, wanted[group], told=True))
            for group in written
        }
        if unkept := [group for group in written if not answers[group].equal]:
            log.warning("the portal keeps another value than was sent", key=command.key, ref=identity, groups=unkept)
        lost = entity.may_be_ours
        changed = _left_in(entity) | after_write(
            entity.groups, stamps, verdicts, answers, winners={}, target=target, lost=lost
        )
        fields = _no_more(entity)
        if verdicts.get(ProductGroup.CODES) in {Verdict.WRITE, Verdict.ACCEPT}:
            fields["filled"] = self._repository.fills(command)
        await self._store.end_write(command.key, changed, fields=fields, ref=identity, wrote=written)
        return identity

    async def _held(self, row: Row) -> Mapping[str, str]:
        return await self._edits.held(row) if self._edits else {}

    def _stamps(self, command: C) -> dict[str, Stamp]:
        return {str(group): stamp for group, stamp in self._repository.record(command).groups.items()}


def _left_in(entity: Record) -> dict[str, GroupDoc]:
    """Return what is remembered of groups that hold what a write without an answer has sent (`_as_born`)."""
    sent = entity.writing.sent if entity.writing else {}
    return {group: doc for group, doc in entity.groups.items() if doc.digest in sent.get(group, {})}


def _no_more(entity: Record) -> RecordMemory:
    """Return the fields of a product or section that waits for nothing any more."""
    return {"awaits": None} if "awaits" in entity.fields else {}


@dataclass(frozen=True, slots=True)
class _Written:
    """What the portal has answered to a write, and with it what the record holds beside."""

    answer: Row
    whole: Row


def _is_edited(entity: Record, held: Mapping[str, str], group: str, verdict: Verdict) -> bool:
    """Tell whether a group of a product that was written held what a person had made of it."""
    known = entity.groups.get(group, _UNHEARD).digest
    return verdict is Verdict.WRITE and group in held and known is not None and held[group] != known


def _is_empty(value: Any) -> bool:
    return value in ("", {"value": ""})
