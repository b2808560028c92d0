"""A deal and its order that agree, for tests that make them differ."""

from datetime import UTC, datetime
from decimal import Decimal

from services.reconciler.comparing import Couple
from shared.messages.order import SalesOrder
from shared.messages.things import (
    Customer,
    Item,
    LegalEntity,
    Line,
    Manager,
    OrderState,
    Organisation,
    Ref,
    Stage,
)
from shared.rules.figures import figures_of
from tests.delivered import delivered_rules

RULES = delivered_rules()
WORK = RULES.pipelines["0"].work
NOW = datetime(2030, 3, 5, 9, tzinfo=UTC)
ITEMS = [f"0a000000-0000-4000-8000-{place:012d}" for place in range(1, 30)]


def onec(kind: str, identity: str) -> Ref:
    return Ref(system="onec", kind=kind, id=identity)


def line(place: int = 0, quantity: str = "2", price: str = "120", vat: str | None = "22", **words) -> Line:
    return Line(
        item=Item(ref=onec("item", ITEMS[place]), name=f"Болт {place}"),
        quantity=Decimal(quantity),
        price=Decimal(price),
        vat_rate=None if vat is None else Decimal(vat),
        total=(Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01")),
        **words,
    )


def total(lines) -> Decimal:
    return sum((one.total for one in lines), Decimal(0))


def deal(lines=None, **changes) -> SalesOrder:
    rows = tuple(lines if lines is not None else (line(0), line(1, "5", "33.33")))
    words = {
        "ref": Ref(system="b24", kind="deal", id="41"),
        "number": "41",
        "dated": NOW,
        "lines": rows,
        "total": total(rows),
        "stage": Stage(pipeline="0", id=WORK),
        "manager": Manager(name="Иванов Пётр", email="ivanov@example.com"),
        "organisation": Organisation(inn="7736050003"),
        "customer": Customer(
            ref=onec("partner", "p-1"), name="Ромашка", legal_entity=LegalEntity(inn="7707083893", kpp="773601001")
        ),
    }
    return SalesOrder(**(words | changes))


def order(lines=None, **changes) -> SalesOrder:
    rows = tuple(lines if lines is not None else (line(0), line(1, "5", "33.33")))
    words = {
        "ref": onec("order", "5b1d6e0a-0000-5000-8000-00000000b042"),
        "origin": Ref(system="b24", kind="deal", id="41"),
        "number": "ТД00-000017",
        "url": "https://1c.test/#1",
        "dated": NOW,
        "posted": True,
        "state": OrderState(name="ГотовКОтгрузке"),
        "lines": rows,
        "total": total(rows),
        "manager": Manager(name="Иванов Пётр Сергеевич", email="ivanov@example.com"),
        "organisation": Organisation(ref=onec("organisation", "o-1"), name="Наша", inn="7736050003", kpp="1"),
        "customer": Customer(
            ref=onec("partner", "p-1"),
            name="Ромашка ООО",
            legal_entity=LegalEntity(ref=onec("legal_entity", "e-1"), inn="7707083893", kpp="773601001"),
        ),
    }
    return SalesOrder(**(words | changes))


def couple(ours: SalesOrder | None = None, theirs: SalesOrder | None = None, **words) -> Couple:
    ours, theirs = ours or deal(), theirs or order()
    return Couple(**({"deal": ours, "order": theirs, "shown": dict(figures_of(theirs))} | words))
