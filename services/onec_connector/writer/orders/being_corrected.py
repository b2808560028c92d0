"""Says whether a refused order is to wait a moment: its client is being corrected in 1C by the directory just now."""

from datetime import UTC, datetime, timedelta
from typing import Final

from services.onec_connector.writer.orders.context import OrderRun
from services.onec_connector.writer.partners.unfound import CORRECTED
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.envelope import Envelope

_A_MOMENT: Final = timedelta(seconds=20)


def let_be_corrected(envelope: Envelope, run: OrderRun, refusal: OrderRefusal, *, companies: bool) -> bool:
    """Tell whether an order waits for its company's own command instead of being refused.

    An edited requisite touches the company and its open deals at once, on two lanes, and either may come first.

    Args:
        envelope: of the order's command; by the time that it was decided, however often it has come.
        run: of the command.
        refusal: of its client.
        companies: edits of companies go to 1C; requisites of private persons do not.
    """
    is_persons = run.order.customer is not None and run.order.customer.kind == "person"
    if not companies or is_persons or run.sent:
        return False
    is_number = any(want["kind"] == CORRECTED for want in refusal.wants)
    return is_number and abs(datetime.now(UTC) - envelope.time) < _A_MOMENT
