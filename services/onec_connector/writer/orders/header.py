"""What a command changes in the header of an existing 1C order."""

from datetime import datetime

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.header import HeaderEdit, header_changes
from services.onec_connector.writer.orders.context import OrderRun
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.rows import terms_changes


def header_of(run: OrderRun, seen: Seen, found: ResolvedOrder) -> Row:
    """Return the header fields to send to a 1C order, terms a person named included."""
    if not run.key.startswith("deal:"):
        return {}  # header texts travel in the direction of the pair's birth only
    edit = HeaderEdit(
        run.order,
        run.deal,
        ordered=datetime.fromisoformat(seen.document[names.DATE]).date(),
        warehouse=found.terms.warehouse if run.order.terms.warehouse is not None else "",
        document=seen.document,
        former_comment=run.entity.fields.get("comment") or "",
    )
    return {**header_changes(edit), **terms_changes(found.terms, seen.document)}
