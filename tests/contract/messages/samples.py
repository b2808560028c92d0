"""One full example of every message, from which the golden files were first written."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shared.messages import order as o
from shared.messages import things as t
from shared.messages.groups import Stamp
from shared.messages.ring.commands import (
    DealMove,
    DealNote,
    DealUpsert,
    OrderPolicy,
    OrderUpsert,
    Owner,
)
from shared.messages.ring.decisions import DealWanted, Move, NewDeal, OrderWanted, StageRule, StageWanted
from shared.messages.ring.facts import (
    ChoicesChanged,
    DealChanged,
    DealTouched,
    OrderChanged,
    OrderStatus,
    OrderTouched,
    PeerStatus,
)
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import (
    DealRefused,
    DealUpserted,
    OrderRefused,
    OrderUpserted,
)
from shared.messages.ring.told import Told

from .samples_of_census import OF_CENSUS
from .samples_of_directories import OF_DIRECTORIES, PAIRS

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DEAL = t.Ref(system="b24", kind="deal", id="41")
ORDER = t.Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")

LINE = t.Line(
    key="1",
    item=t.Item(
        ref=t.Ref(system="b24", kind="product", id="501"), name="Болт М8", external_code="0a000000-81", article="B-8"
    ),
    characteristic=t.Thing(name="оцинкованный"),
    pack=t.Pack(name="коробка", ratio=Decimal(12)),
    quantity=Decimal(24),
    price=Decimal("52.63"),
    discount_percent=Decimal(5),
    discount_sum=Decimal("63.16"),
    vat_rate=Decimal(22),
    total=Decimal("1199.96"),
)
DEAL_SNAPSHOT = o.SalesOrder(
    ref=DEAL,
    groups={o.OrderGroup.ROWS: Stamp(edited=1772700000000), o.OrderGroup.STAGE: Stamp(edited=1772700000000)},
    dated=AT,
    number="41",
    url="https://portal.example/crm/deal/details/41/",
    title="Заказ 15",
    customer=t.Customer(
        ref=t.Ref(system="b24", kind="company", id="17"),
        name="Ромашка",
        contacts=t.Contacts(phones=("+74950000017",), emails=("zakaz@romashka.example",)),
        legal_entity=t.LegalEntity(name="ООО «Ромашка»", inn="7712345678", kpp="771201001"),
    ),
    person=t.Person(ref=t.Ref(system="b24", kind="contact", id="84"), name="Анна Петрова", last_name="Петрова"),
    manager=t.Manager(name="Сидоров Иван", email="sidorov@firma.example"),
    organisation=t.Organisation(name="ООО «Торговый дом»", inn="7701000001"),
    ship_on=date(2026, 3, 10),
    lines=(LINE,),
    total=Decimal("1199.96"),
    stage=t.Stage(pipeline="0", id="PREPARATION"),
    history=(t.StageEntry(pipeline="0", stage="PREPARATION", entered_at=AT),),
)
ORDER_SNAPSHOT = o.SalesOrder(
    ref=ORDER,
    origin=DEAL,
    groups={o.OrderGroup.STATE: Stamp(edited=1772700000005)},
    dated=AT,
    number="ТД00-000017",
    lines=(LINE,),
    total=Decimal("1199.96"),
    posted=True,
    state=t.OrderState(name="ГотовКОтгрузке", paid_percent=Decimal(100), paid_sum=Decimal("1199.96")),
)
RULE = StageRule(
    moves={"0": Move(to="FINAL_INVOICE", only_from=("PREPARATION",), default_back="PREPARATION")},
    action="move",
    why="Сделка передвинута в «{stage}»",
)
TOLD = (Told(topic="created", text="Заказ клиента ТД00-000017 создан в 1С.", once=True, clears=("refusal",)),)

SAMPLES: tuple[Message, ...] = (
    DealTouched(ref=DEAL, force=True),
    OrderTouched(ref=ORDER),
    DealChanged(order=DEAL_SNAPSHOT),
    OrderChanged(order=ORDER_SNAPSHOT),
    OrderStatus(order=ORDER_SNAPSHOT),
    OrderWanted(order=DEAL_SNAPSHOT, wanted="yes", may_create=True),
    DealWanted(order=ORDER_SNAPSHOT, create_in=NewDeal(pipeline="0", stage="PREPARATION")),
    StageWanted(order=ORDER_SNAPSHOT, rule=RULE),
    OrderUpsert(
        key="deal:41",
        source=DEAL,
        order=DEAL_SNAPSHOT,
        may_create=True,
        policy=OrderPolicy(owners={o.OrderGroup.ROWS: Owner()}),
    ),
    DealUpsert(key="deal:41", source=ORDER, order=ORDER_SNAPSHOT),
    DealMove(key="deal:41", source=ORDER, order=ORDER_SNAPSHOT, rule=RULE),
    DealNote(key="deal:41", source=DEAL, deal=DEAL, told=TOLD, waiting=False),
    OrderUpserted(key="deal:41", source=DEAL, ref=ORDER, told=TOLD, pairs=PAIRS),
    DealUpserted(key="order:1", source=ORDER, ref=DEAL, created=True),
    OrderRefused(key="deal:41", source=DEAL, told=TOLD, reason="no_inn"),
    DealRefused(key="order:1", source=ORDER, told=TOLD, reason="required_field"),
    PeerStatus(peer="onec", open=False, since=AT),
    ChoicesChanged(
        field="warehouse",
        choices=(
            t.ListValue(ref=t.Ref(system="onec", kind="warehouse", id="0a000000-0041"), name="Главный склад"),
            t.ListValue(ref=t.Ref(system="onec", kind="warehouse", id="0a000000-0042"), name="Южный", offered=False),
        ),
    ),
    *OF_DIRECTORIES,
    *OF_CENSUS,
)
