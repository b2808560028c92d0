"""Commands as the mapper sends them."""

from decimal import Decimal
from uuid import uuid4

from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealMove, DealUpsert
from shared.messages.ring.decisions import Move, NewDeal, StageRule
from shared.messages.things import Item, Line, OrderState, Ref

STATE, GIVEN, ROWS, PARTIES, HEADER = (
    OrderGroup.STATE,
    OrderGroup.GIVEN,
    OrderGroup.ROWS,
    OrderGroup.PARTIES,
    OrderGroup.HEADER,
)
FROM = ("PREPARATION", "PREPAYMENT_INVOICE")
PAID = StageRule(
    action="move",
    why="Сделка передвинута в «{stage}»: по заказу ТД00-000017 оплачено 100 %, отгрузки ещё не было.",
    moves={"0": Move(to="FINAL_INVOICE", only_from=FROM, default_back="PREPARATION")},
)
UNPAID = StageRule(
    action="back",
    why="Сделка возвращена в «{stage}»: оплата отменена.",
    moves={"0": Move(to=None, only_from=FROM, default_back="PREPARATION")},
)


def deal_ref(deal):
    return Ref(system="b24", kind="deal", id=str(deal))


def order_ref(guid=None):
    return Ref(system="onec", kind="order", id=guid or str(uuid4()))


def move(deal, rule, *, edited=1, paid=100):
    order = SalesOrder(
        ref=deal_ref(deal),
        origin=order_ref(),
        number="ТД00-000017",
        url="http://1c.example/order",
        groups={STATE: Stamp(edited=edited), GIVEN: Stamp(edited=edited)},
        state=OrderState(name="ГотовКОтгрузке", paid_percent=paid),
        posted=True,
    )
    return DealMove(key=f"deal:{deal}", source=order.origin, order=order, rule=rule)


def upsert(lines, *, guid=None, groups=(ROWS, PARTIES, HEADER), edited=1, customer=None, person=None):
    source = order_ref(guid)
    order = SalesOrder(
        origin=source,
        number="ТД00-000018",
        groups={group: Stamp(edited=edited) for group in groups},
        customer=customer,
        person=person,
        lines=tuple(lines),
        total=sum((line.total for line in lines), Decimal(0)),
    )
    create = NewDeal(pipeline="0", stage="PREPARATION")
    return DealUpsert(key=f"order:{source.id}", source=source, order=order, create_in=create)


def line(total, quantity=1, *, product=None, name="Болт"):
    item = Item(ref=Ref(system="b24", kind="product", id=str(product)) if product else None, name=name)
    price = Decimal(total) / quantity
    return Line(item=item, quantity=quantity, price=price, total=total, vat_rate=22)


async def comments(world, deal):
    return [one["text"] for one in (await world.card(deal))["comments"]]
