"""The plan of an order's change: what one look at the 1C order decided, and the fields to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from services.onec_connector.base.wire import Row
from services.onec_connector.memory.order import OrderMemory
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.extra import OrderExtra
from services.onec_connector.vocabulary.money import number
from services.onec_connector.writer.orders.context import OrderRun
from services.onec_connector.writer.orders.draft import ResolvedOrder, part, stages, stages_for
from services.onec_connector.writer.orders.named_anew import AGREEMENT, named_before
from services.onec_connector.writer.orders.payee import of_other_parties
from services.onec_connector.writer.orders.payment_days import counted_anew
from services.onec_connector.writer.orders.rows import RowsPlan, follow_header, supplied_by, terms_changes
from services.onec_connector.writer.partners.found import FoundParties
from shared.bus.errors import Retryable
from shared.entities import GroupDoc, Target, Verdict, Winner, WriteAnswer, after_write
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.told import Told
from shared.rules.served import has_rows, is_shipped
from shared.rules.stages import state_of


class EditedMeanwhileError(Retryable):
    """Somebody edited the order in 1C, and the deal has not been told yet; `left` is nobody's edit."""

    left: Mapping[OrderGroup, GroupDoc]

    def __init__(self, left: Mapping[OrderGroup, GroupDoc]) -> None:
        super().__init__("the order was edited in 1C meanwhile", after_s=5, counted=False)
        self.left = left


@dataclass(slots=True)
class ChangePlan:
    """What one look at a 1C order decided.

    Args:
        seen, told: the order as it stands, in both forms.
        former: what is remembered of its groups, in the present scheme.
        found: what the command names.
        body: fields to send; empty: nothing.
        header: fields of the header that the command changes.
        extra, values: the customer's extra fields, and what the deal has in them.
        winners: of conflicts, and of groups that are turned down.
        left: what is remembered of groups that hold what a write has sent of whose answer nobody heard.
        agreement_unsaid: the deal names an agreement anew that the order does not take, and nobody has said so.
        by_line: people see and change supply and day of shipment of each row.
        ordinary: what makes an ordinary order of one that 1C has made as an invoice.
        kept: of which the deal has another one, client or organisation, while something is paid or shipped.
        said: what the manager reads of all this; said once, however often a plan is made.
    """

    seen: Seen
    told: SalesOrder
    former: Mapping[str, GroupDoc]
    found: ResolvedOrder
    target: dict[OrderGroup, Target]
    verdicts: dict[OrderGroup, Verdict]
    winners: dict[OrderGroup, Winner]
    write: frozenset[OrderGroup]
    rows: RowsPlan
    body: Row
    header: Row
    extra: OrderExtra
    values: Mapping[str, str]
    said: list[Told] = field(default_factory=list)
    kept: frozenset[OrderGroup] = frozenset()
    left: Mapping[OrderGroup, GroupDoc] = field(default_factory=dict)
    agreement_unsaid: bool = False
    by_line: bool = True
    ordinary: Row = field(default_factory=dict)

    @property
    def rows_heard(self) -> bool:
        """Whether the rows of the order command are written, or stand in the 1C order already."""
        return OrderGroup.ROWS in self.write or self.verdicts.get(OrderGroup.ROWS) is Verdict.ACCEPT

    @property
    def price_notes(self) -> tuple[Told, ...]:
        """What the manager reads of 1C's prices in the order's rows."""
        return self.found.price_notes if self.rows_heard else ()

    @property
    def amounts(self) -> tuple[Told, ...]:
        """What the manager reads of an amount typed over the deal's rows."""
        return self.found.amounts if self.rows_heard else ()

    @property
    def total_after(self) -> Decimal:
        """The order's sum after the write, as 1C will compute it if it leaves the same packaging out."""
        before = sum((line.total for line in self.told.lines if not line.cancelled), Decimal(0))
        return self.told.total + (self.rows.total - before if OrderGroup.ROWS in self.write else 0)

    @property
    def moves_nothing(self) -> bool:
        """Whether nothing is sent of the order that its posting is about: what it has posted stays true."""
        document = self.seen.document
        changed = {name for name, value in self.body.items() if "@" not in name and value != document.get(name)}
        return changed <= names.UNPOSTED

    @property
    def shipped(self) -> bool:
        """Whether anything of the order to be changed is shipped."""
        return is_shipped(state_of(self.told), ordered=has_rows(self.told))

    def remembered(self, run: OrderRun, answers: Mapping[OrderGroup, WriteAnswer]) -> dict[OrderGroup, GroupDoc]:
        """Return what to remember of each group of an order after 1C has answered its change.

        Args:
            run: that has carried the plan out.
            answers: for the groups that were sent.
        """
        lost = run.entity.may_be_ours
        return dict(self.left) | after_write(
            self.former, run.stamps, self.verdicts, answers, winners=self.winners, target=self.target, lost=lost
        )

    def stays(self, run: OrderRun) -> OrderMemory:
        """Return what to remember of what 1C keeps: rows, which the deal gets whatever was issued, and terms."""
        rows: OrderMemory = {"held": True} if self.winners.get(OrderGroup.ROWS) == "ours" else {}
        named = {**named_before(run), AGREEMENT: self.found.agreement_left}
        return rows | ({"named": named} if self.agreement_unsaid else {})

    def settled_beside(self, run: OrderRun) -> dict[OrderGroup, GroupDoc]:
        """Return what to remember of the groups that the order keeps, whatever becomes of the rest of the command."""
        kept = {group: one for group, one in self.verdicts.items() if group in self.kept and one is Verdict.ACCEPT}
        lost = run.entity.may_be_ours
        return after_write(self.former, run.stamps, kept, {}, winners={}, target=self.target, lost=lost)

    @property
    def refused(self) -> str | None:
        """Why a part of an order's change is not written, as an outcome names it: shipped, or client or firm kept."""
        if self.winners.get(OrderGroup.ROWS) and self.verdicts[OrderGroup.ROWS] is Verdict.WRITE:
            return "shipped"
        if OrderGroup.PARTIES in self.kept:
            return "customer"
        if OrderGroup.ORGANISATION in self.kept:
            return "organisation"
        return "agreement" if self.agreement_unsaid else None


def body_of(plan: ChangePlan) -> Row:
    """Return the fields of a 1C order to send, only of the groups that are written."""
    body: Row = {}
    if OrderGroup.MANAGER in plan.write and plan.found.manager.guid:
        body[names.MANAGER] = plan.found.manager.guid
    if OrderGroup.ORGANISATION in plan.write:
        body[names.ORGANISATION] = plan.found.organisation
    if OrderGroup.PARTIES in plan.write:
        body |= _parties(plan.found.parties, plan.seen.document)
    if plan.write & {OrderGroup.PARTIES, OrderGroup.ORGANISATION}:
        body |= terms_changes(plan.found.terms, plan.seen.document)
    body |= of_other_parties(plan.found, plan.seen.document, body)
    if OrderGroup.HEADER in plan.write:
        body |= plan.header
    if OrderGroup.EXTRA in plan.write or plan.verdicts.get(OrderGroup.EXTRA) is Verdict.CONFLICT:
        # Nobody contests a line that travels one way, whoever wins the others.
        body |= plan.extra.changes(plan.values, plan.seen.document, both=OrderGroup.EXTRA in plan.write)
    if OrderGroup.ROWS in plan.write:
        body |= plan.rows.body
    if names.TAX_REGIME in body and names.LINES not in body:
        body |= part(plan.found.moved_rows)
    body |= _supplied_anew(plan, body)
    body |= _shipment(plan, body)
    return body | _stages(plan, body) | plan.ordinary


def _supplied_anew(plan: ChangePlan, body: Row) -> Row:
    """Return the order's rows where another agreement wants them supplied otherwise."""
    if names.AGREEMENT not in body or plan.found.terms.apart is None:
        return {}
    rows = body.get(names.LINES) or plan.seen.document[names.LINES]
    wanted = supplied_by(plan.found.terms, rows)
    return part(wanted) if wanted != rows else {}


def _parties(found: FoundParties, document: Row) -> Row:
    """Return client and contact person; where a deal names nobody, the one that the same client has in 1C stays."""
    body = {names.PARTNER: found.partner, names.LEGAL_ENTITY: found.entity}
    stays = found.person == standard.NO_REF and found.partner == document[names.PARTNER]
    return body if stays else body | {names.CONTACT_PERSON: found.person}


def _shipment(plan: ChangePlan, body: Row) -> Row:
    """Return the rows that follow the header, where it changes, to another warehouse or day of shipment.

    Where 1C's form shows no day of a row, it is to show the header's; days that differ are left as they are.
    """
    if not plan.header.keys() & {names.WAREHOUSE, names.SHIP_ON} & body.keys():
        return {}
    rows = follow_header(body.get(names.LINES) or plan.seen.document[names.LINES], plan.seen.document, body)
    days = {row.get(names.SHIP_ON) for row in rows if not row.get(names.CANCELLED)}
    is_seen = plan.by_line or days != {body.get(names.SHIP_ON)}
    return part(rows) | ({} if is_seen else {names.SHIP_WHOLE: True})


def _stages(plan: ChangePlan, body: Row) -> Row:
    """Return the payment stages for the order's total and day of shipment; 1C lays them out where the terms change."""
    if names.AGREEMENT in body or names.PAYMENT_SCHEDULE in body:
        return stages([])
    document = plan.seen.document
    dated = counted_anew(document, body).stages
    total, of_rows = number(document[names.TOTAL]), RowsPlan(document[names.LINES]).total
    if OrderGroup.ROWS not in plan.write or plan.rows.total == total or of_rows != total:
        # Of rows that do not count (packaging to be returned) 1C knows more, and spreads the sum itself.
        return stages(dated) if dated != document.get(names.STAGES, []) else {}
    return stages_for(dated, plan.rows.total)
