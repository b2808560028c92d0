"""What a command changes in the header of an existing 1C order, and the invoice number left out of it."""

from datetime import datetime

from services.onec_connector import sentences
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.comments import without_deletions
from services.onec_connector.vocabulary.header import HeaderEdit, header_changes, invoice_line
from services.onec_connector.writer.orders.context import OrderRun, number_of
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.named_anew import AGREEMENT, asked_anew, named_before
from services.onec_connector.writer.orders.payment_days import counted_anew
from services.onec_connector.writer.orders.plan import ChangePlan
from services.onec_connector.writer.orders.rows import terms_changes
from shared.entities import Verdict
from shared.messages.order import OrderGroup
from shared.messages.ring.told import Told, answering


def header_of(run: OrderRun, seen: Seen, found: ResolvedOrder) -> Row:
    """Return the header fields to send to a 1C order, terms a person named included."""
    if not run.key.startswith("deal:"):
        return {}  # header texts travel in the direction of the pair's birth only
    posted = seen.posted or bool(run.entity.fields.get("posted"))
    asked = asked_anew(run, posted=posted)
    edit = HeaderEdit(
        asked,
        run.deal,
        ordered=datetime.fromisoformat(seen.document[names.DATE]).date(),
        warehouse=found.terms.warehouse if asked.terms.warehouse is not None else "",
        document=seen.document,
        former_comment=run.entity.fields.get("comment") or "",
        sent_comment=run.entity.fields.get("commenting") or "",
        is_decided=bool(run.stamps[OrderGroup.HEADER].decided),
    )
    return {**header_changes(edit), **terms_changes(found.terms, seen.document)}


def taken_back(run: OrderRun, seen: Seen, body: Row) -> Row:
    """Return a 1C order's comment without the bus's word that its deal was deleted, once that was restored.

    Args:
        run: this run.
        seen: the order as it stands.
        body: what is sent of it anyway; a comment in it says nothing of that any more.
    """
    present = str(seen.document.get(names.COMMENT) or "")
    after = without_deletions(present) if run.order.formerly and names.COMMENT not in body else present
    return {} if after == present else {names.COMMENT: after}


def is_changed(run: OrderRun, left: str) -> bool:
    """Tell whether an agreement that the order does not take is one that the deal has not named all along.

    An accountant may have chosen another one since, which no deal hears of. Of an order whose deal's agreement nobody
    has remembered yet, an earlier release's for instance, nothing is said.

    Args:
        run: this run.
        left: the agreement; empty: the order has the deal's.
    """
    former = named_before(run).get(AGREEMENT)
    return bool(left) and former is not None and left != former


def what_stays(run: OrderRun, plan: ChangePlan) -> list[Told]:
    """Say that the order keeps its client, firm or agreement, once for each edit of the deal that names another one."""
    number, shipped = number_of(plan.seen), plan.shipped
    told = answering(sentences.kept(number, plan.kept, shipped=shipped), run.stamps, plan.kept)
    if plan.agreement_unsaid:
        left = sentences.agreement_left(number, shipped=shipped)
        told += answering([left], run.stamps, {OrderGroup.HEADER})
    return told


def what_stays_due(run: OrderRun, plan: ChangePlan) -> list[Told]:
    """Say which days of payment stay though the order is shipped on another day, for the accountant to look at."""
    if plan.body.get(names.STAGES) == []:
        return []  # 1C lays them out anew
    left = counted_anew(plan.seen.document, plan.body).left
    told = [sentences.payment_days_left(number_of(plan.seen), left)] if left else []
    return answering(told, run.stamps, {OrderGroup.HEADER})


def invoice_left_out(run: OrderRun, plan: ChangePlan) -> list[Told]:
    """Say that the number of the deal's invoice will not stand in its order: the accountant has replaced our comment.

    Args:
        run: this run.
        plan: with the fields to be sent.
    """
    line, verdict = invoice_line(run.order.invoice), plan.verdicts.get(OrderGroup.HEADER)
    comment = str(plan.body.get(names.COMMENT, plan.seen.document.get(names.COMMENT)) or "")
    is_ours = run.key.startswith("deal:") and verdict in {Verdict.WRITE, Verdict.ACCEPT}
    return [sentences.unnumbered(number_of(plan.seen), line)] if is_ours and line and line not in comment else []
