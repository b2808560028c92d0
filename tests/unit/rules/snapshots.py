"""Deals and orders as the connectors would publish them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.messages.order import SalesOrder
from shared.messages.things import Manager, OrderState, Organisation, Ref, Stage, StageEntry

CUTOFF = datetime(2025, 12, 31, 21, tzinfo=UTC)
"""The cut-off of the default rules file."""
AFTER = CUTOFF + timedelta(days=30)
BEFORE = CUTOFF - timedelta(seconds=1)
NOW = AFTER + timedelta(days=1)

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")


def deal(stage="PREPARATION", *, pipeline="0", semantic="P", dated=AFTER, history=(), phase="active"):
    return SalesOrder(
        ref=DEAL,
        dated=dated,
        stage=Stage(pipeline=pipeline, id=stage, semantic=semantic) if stage else None,
        history=tuple(StageEntry(pipeline=pipeline, stage=name, entered_at=at) for name, at in history),
        phase=phase,
    )


def order(name="ГотовКОтгрузке", *, paid=0, shipped=0, debt=0, by_order=True, **changes):
    """An order of 2 400 roubles; what is not a figure replaces a field of the order, or of its state."""
    of_state = {key: changes.pop(key) for key in ("marked", "paid_sum", "provisional_since") if key in changes}
    state = OrderState(
        name=name,
        paid_percent=Decimal(paid),
        shipped_percent=Decimal(shipped),
        debt=Decimal(debt),
        by_order=by_order,
        **of_state,
    )
    fields = {
        "ref": ORDER,
        "number": "ТД00-000017",
        "dated": AFTER,
        "posted": True,
        "state": state,
        "total": Decimal(2400),
        "organisation": Organisation(inn="7701310010"),
        "manager": Manager(name="Сидоров Иван", email="sidorov@td.example"),
    }
    return SalesOrder(**{**fields, **changes})
