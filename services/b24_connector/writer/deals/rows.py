"""One write of a deal: its fields, the requisite, all rows in one `set`, and what the portal made of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from services.b24_connector.memory.half import memo_for, sent_memo
from services.b24_connector.portal import Portal, PortalAnswer, PortalRefusal
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.amounts import amount_of
from services.b24_connector.vocabulary.invoices import INVOICES_OF_DEAL, read_invoice
from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.vocabulary.rows import write_rows
from services.b24_connector.vocabulary.values import is_yes
from services.b24_connector.writer.deals.gone import without_gone
from services.b24_connector.writer.deals.held import Held, held_by, reprices
from services.b24_connector.writer.deals.links import missing_link
from services.b24_connector.writer.deals.row_names import kept_names
from services.b24_connector.writer.deals.wanted import Wanted
from services.b24_connector.writer.parties.making import Tell
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.canon import group_digests
from shared.entities import WriteAnswer
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Invoice, Line

UPDATE, SET, GET = "crm.item.update", "crm.item.productrow.set", "crm.item.get"
Row = Mapping[str, Any]
Command = tuple[str, Mapping[str, Any]]
Answers = Mapping[str, PortalAnswer | Exception]
NoteTaken = Callable[[Mapping[str, str]], Awaitable[None]]
"""Takes by group the digests of what stands in the deal, before a write is given up that the portal took in part."""


@dataclass(frozen=True)
class WrittenDeal:
    """What became of a write of a deal.

    Args:
        item: its fields afterwards.
        answers: the portal's, for each group that was written.
        held: what an invoice has left of the rows that was issued while they were being written.
    """

    item: Row
    answers: Mapping[OrderGroup, WriteAnswer] = field(default_factory=dict)
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears of a write while it runs.

    Args:
        note: told what the portal has taken, before anything is raised.
        say: takes a sentence for the manager, before what it tells of is done.
    """

    note: NoteTaken
    say: Tell


class RowWriter:
    """Writes groups of a deal.

    Args:
        portal: where.
        deals: reads answers as a reader would.
        directory: our fields.
    """

    def __init__(self, portal: Portal, deals: DealSnapshots, directory: Directory) -> None:
        self._portal = portal
        self._deals = deals
        self._directory = directory

    async def write(
        self,
        item: Row,
        wanted: Wanted,
        groups: AbstractSet[OrderGroup],
        before: SalesOrder,
        linked: AbstractSet[str],
        heard_by: Listeners,
    ) -> WrittenDeal:
        """Write groups of a deal, its own fields, requisite and rows, in one batch.

        Args:
            item: its own fields.
            wanted: what it is to be.
            groups: to be written.
            before: the deal as it was read.
            linked: ids of the requisites that are linked with it.
            heard_by: what the portal has taken, and which products it lacks.

        Returns:
            What became of it. Rows have no answer where they stand as `before`, as an invoice was issued on them while
            other prices were being written.

        Raises:
            PortalRefusal: the portal turns the change down, or a part of it: the commands do not stop each other.
            DoubtfulWrite: nobody knows what it has taken, or it has kept a part of the rows.
            Retryable: it does not answer, or not to all of it.
        """
        deal = str(item["id"])
        names = kept_names(wanted.lines, before.lines, wanted.names)
        rows = write_rows(wanted.lines, names) if OrderGroup.ROWS in groups else []
        answers: Answers = {}
        is_emptied = is_undone = False
        commands = self._commands(item, wanted, groups, missing_link(deal, wanted, groups, linked), rows)
        try:
            if OrderGroup.ROWS in groups and not rows:
                await self._portal.alone(*_set(deal, []), write=True)  # a query string cannot say "none"
                is_emptied = True
            answers = await self._answered(commands)
            if _names_gone(answers.get(SET)):
                wanted, answers = await self._set_without_gone(deal, wanted, names, answers, heard_by)
            done = await self._taken(item, wanted, groups, before, answers, rows)
            if is_undone := done.held is not None and done.held.rows is None:
                done = replace(done, item=await self._put_back(item, before.lines, wanted.names))
        except (PortalRefusal, Retryable) as error:
            memo = await self._memo(wanted, groups, before, answers, is_emptied=is_emptied)
            if is_undone and isinstance(error, DoubtfulWrite):  # the former rows may stand again, and are no person's
                memo.pop(OrderGroup.ROWS, None)
            await heard_by.note(memo)
            raise
        if done.held is None or done.held.rows is None:
            return done
        memo = {str(group): answer.digest for group, answer in done.answers.items()}
        await heard_by.note({**memo, **sent_memo(done.held.rows.lines)})
        again = await self.write(done.item, done.held.rows, {OrderGroup.ROWS}, before, linked, heard_by)
        return replace(again, answers={**done.answers, **again.answers}, held=done.held)

    async def _answered(self, commands: Sequence[Command]) -> Answers:
        return dict(zip((name for name, _ in commands), await self._portal.chain(commands), strict=True))

    async def _set_without_gone(
        self, deal: str, wanted: Wanted, names: Sequence[str], answers: Answers, heard_by: Listeners
    ) -> tuple[Wanted, Answers]:
        """Set a deal's refused rows once more, where they name products that the catalogue has lost."""
        known = await without_gone(self._directory, wanted, heard_by.say)
        if known.lines == wanted.lines:
            return wanted, answers
        again = (_set(deal, write_rows(known.lines, names)), (GET, {"entityTypeId": DEAL, "id": deal}))
        return known, {**answers, **await self._answered(again)}

    async def _taken(
        self,
        item: Row,
        wanted: Wanted,
        groups: AbstractSet[OrderGroup],
        before: SalesOrder,
        answers: Answers,
        rows: Sequence[Row],
    ) -> WrittenDeal:
        if failures := [answer for answer in answers.values() if isinstance(answer, Exception)]:
            raise next((one for one in failures if isinstance(one, DoubtfulWrite)), failures[0])
        after, lines = _brought(answers[GET]).item, await self._lines_of(answers) or ()
        if len(lines) != len(rows):
            raise DoubtfulWrite(f"the portal kept {len(lines)} of {len(rows)} rows")
        held = None
        if OrderGroup.ROWS in groups or wanted.amount:
            after = await self._settle_amount(after, wanted, lines if OrderGroup.ROWS in groups else before.lines)
        is_repriced = OrderGroup.ROWS in groups and reprices(wanted, before)
        if is_repriced and (invoice := await self._issued(item, wanted.order)) is not None:
            held, groups = held_by(invoice, wanted, before), groups - {OrderGroup.ROWS}
        return WrittenDeal(after, await self._answers(after, wanted, groups, lines), held)

    def _commands(
        self,
        item: Row,
        wanted: Wanted,
        groups: AbstractSet[OrderGroup],
        link: Sequence[Command],
        rows: Sequence[Row],
    ) -> list[Command]:
        deal = str(item["id"])
        fields = wanted.fields(groups, self._directory.fields, item) | dict(wanted.amount)
        if OrderGroup.ROWS in groups and is_yes(item.get("isManualOpportunity")):
            fields["isManualOpportunity"] = "N"
        if OrderGroup.ROWS in groups and item.get("currencyId") != wanted.order.currency:
            fields["currencyId"] = wanted.order.currency
        reprice = self._directory.fields.names.get("reprice", "")
        if OrderGroup.ROWS in groups and is_yes(item.get(reprice)):
            fields[reprice] = "N"  # these are the prices that were asked for
        commands: list[Command] = []
        if fields:
            commands.append((UPDATE, {"entityTypeId": DEAL, "id": deal, "fields": fields}))
        commands += link
        if rows:
            commands.append(_set(deal, rows))
        return [*commands, (GET, {"entityTypeId": DEAL, "id": deal})]

    async def _lines_of(self, answers: Answers) -> tuple[Line, ...] | None:
        """Return the rows that the portal has kept of those it was sent for a deal; None: it has set none."""
        answer = answers.get(SET)
        return await self._deals.as_lines(answer.rows_at("productRows")) if isinstance(answer, PortalAnswer) else None

    async def _memo(
        self,
        wanted: Wanted,
        groups: AbstractSet[OrderGroup],
        before: SalesOrder,
        answers: Answers,
        *,
        is_emptied: bool,
    ) -> dict[str, str]:
        """Return what of a deal the portal has taken of a write that failed: all rows that it has set, however few.

        Raises:
            DoubtfulWrite: it has taken something, and does not show what.
        """
        try:
            lines = () if is_emptied else await self._lines_of(answers)
            taken, now = {OrderGroup.ROWS} if lines is not None else set(), before
            if isinstance(answer := answers.get(GET), PortalAnswer):
                now = await self._deals.snapshot(answer.item, rows=False, parties=OrderGroup.PARTIES in groups)
                is_set = isinstance(answers.get(UPDATE), PortalAnswer)
                others = groups - {OrderGroup.ROWS}
                taken |= {one for one in others if is_set or wanted.equals(one, now, answer.item)}
                if lines is None and now.currency != before.currency:  # it went with the deal's own fields
                    lines, taken = before.lines, taken | {OrderGroup.ROWS}
            elif any(isinstance(one, PortalAnswer) for method, one in answers.items() if method != SET):
                raise DoubtfulWrite(
                    f"the portal has taken something of deal {wanted.order.number}, and does not show it"
                )
        except Retryable as error:
            raise DoubtfulWrite(str(error), after_s=error.after_s, counted=error.counted) from error
        return memo_for(now.with_(lines=lines or ()), taken)

    async def _settle_amount(self, after: Row, wanted: Wanted, kept: Sequence[Line]) -> Row:
        """Set the deal's amount by hand to the order's total if the portal rounds otherwise (docs/money.md)."""
        shown, total = Decimal(amount_of(after)), wanted.total
        if shown == total or not wanted.is_made_of(kept, shown):
            return after
        fields = {"isManualOpportunity": "Y", "opportunity": f"{total:f}"}
        params = {"entityTypeId": DEAL, "id": str(after["id"]), "fields": fields}
        return (await self._portal.call(UPDATE, params, write=True)).item

    async def _issued(self, item: Row, order: SalesOrder) -> Invoice | None:
        """Return the deal's invoice, if one has come since it was read, on the sum that the rows made then."""
        if read_invoice(item) is not None:
            return None
        invoice = read_invoice({INVOICES_OF_DEAL: await self._deals.invoices(str(item["id"]))})
        return invoice if invoice is not None and invoice.total == Decimal(amount_of(item)) != order.total else None

    async def _put_back(self, item: Row, lines: Sequence[Line], names: Sequence[str]) -> Row:
        """Write the deal's former rows back by their names, and their amount where a person had typed it."""
        deal, typed = str(item["id"]), is_yes(item.get("isManualOpportunity"))
        fields = {"isManualOpportunity": "N", "currencyId": item.get("currencyId")}
        if typed:
            fields |= {"isManualOpportunity": "Y", "opportunity": item.get("opportunity")}
        change = (UPDATE, {"entityTypeId": DEAL, "id": deal, "fields": fields})
        read = (GET, {"entityTypeId": DEAL, "id": deal})
        rows = _set(deal, write_rows(lines, names))
        commands = [rows, change, read] if typed else [change, rows, read]
        for answer in (answers := await self._portal.chain(commands)):
            if isinstance(answer, Exception):
                raise answer
        return _brought(answers[-1]).item

    async def _answers(
        self, after: Row, wanted: Wanted, groups: AbstractSet[OrderGroup], lines: tuple[Line, ...]
    ) -> dict[OrderGroup, WriteAnswer]:
        order = await self._deals.snapshot(after, rows=False, parties=OrderGroup.PARTIES in groups)
        order = order.with_(lines=lines)
        digests = group_digests(order, groups)
        return {group: WriteAnswer(digests[group], equal=wanted.equals(group, order, after)) for group in groups}


def _set(deal: str, rows: Sequence[Row]) -> Command:
    return SET, {"ownerType": "D", "ownerId": deal, "productRows": list(rows)}


def _names_gone(answer: PortalAnswer | Exception | None) -> bool:
    """Tell whether a deal's rows were refused as they are when one names a product that the catalogue has not."""
    return isinstance(answer, PortalRefusal) and answer.fault.code == "INVALID_ARG_VALUE"


def _brought(answer: PortalAnswer | Exception) -> PortalAnswer:
    assert isinstance(answer, PortalAnswer)  # noqa: S101 - failures were raised before
    return answer
