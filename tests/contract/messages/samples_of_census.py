"""One full example of every message of the lane `census`."""

from datetime import UTC, datetime

from shared.messages.groups import Stamp
from shared.messages.order import SalesOrder
from shared.messages.party import Company, CompanyGroup
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.census import (
    CensusEnded,
    DealCensus,
    DealCounted,
    OrderCensus,
    OrderCounted,
    PairCounted,
    ReconcileWanted,
)
from shared.messages.ring.commands import CompanyUpsert, PartnerUpsert, ProductUpsert
from shared.messages.ring.directory_census import (
    CardsWeigh,
    CatalogCensus,
    PartiesWeigh,
    PartnersWeigh,
    PartyCensus,
    ProductCensus,
    RecordsCounted,
    RecordsWeighed,
    WeighedRecord,
)
from shared.messages.ring.message import Message
from shared.messages.things import Ref

RUN = "2026-03-05 nightly"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")

ITEM = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")
LINK = "https://1c.example/ut/#e1cib/data/x?ref=1"
PRODUCT = ProductUpsert(
    key=ITEM.key,
    source=ITEM,
    product=Product(
        ref=Ref(system="b24", kind="product", id="501"),
        origin=ITEM,
        groups={ProductGroup.NAME: Stamp(edited=1)},
        external_code=ITEM.id,
        name="Болт М8",
    ),
)
PARTNER = Ref(system="onec", kind="partner", id="0b000000-0000-4000-8000-000000000017")
COMPANY = CompanyUpsert(
    key=PARTNER.key,
    source=PARTNER,
    company=Company(origin=PARTNER, groups={CompanyGroup.NAME: Stamp(edited=1)}, name="Ромашка"),
    may_create=True,
)
FIRM = PartnerUpsert(
    key="company:17",
    source=Ref(system="b24", kind="company", id="17"),
    company=Company(groups={CompanyGroup.NAME: Stamp(edited=1)}, name="Ромашка"),
    may_create=True,
)
PAGE = {"run": RUN, "look": 1, "kind": "item", "page": 1, "count": 1, "links": {ITEM.id: LINK}}

OF_CENSUS: tuple[Message, ...] = (
    ReconcileWanted(run=RUN, since=SINCE),
    DealCensus(run=RUN, since=SINCE, after="41", counted=50),
    OrderCensus(run=RUN, look=2, since=SINCE, only=(ORDER.id,)),
    DealCounted(run=RUN, ref=DEAL, order=SalesOrder(ref=DEAL, number="41"), shown={"number": "ТД00-000017"}),
    OrderCounted(run=RUN, ref=ORDER, order=SalesOrder(ref=ORDER, number="ТД00-000017", posted=True)),
    PairCounted(
        run=RUN,
        look=2,
        ref=DEAL,
        order=SalesOrder(ref=ORDER, origin=DEAL, number="41"),
        busy=True,
        key="deal:41",
        deal_id="41",
        order_id=ORDER.id,
        standing="Заказ в 1С не создан: у клиента нет ИНН.",
        shown={"number": ""},
    ),
    CensusEnded(run=RUN, side="b24", count=41),
    CatalogCensus(run=RUN, look=2, kind="item", only=(ITEM.id,)),
    RecordsCounted(**PAGE, products=(PRODUCT.product.with_(ref=ITEM, origin=None),)),
    CardsWeigh(**PAGE, products=(PRODUCT,)),
    PartiesWeigh(**PAGE | {"kind": "partner", "links": {}}, companies=(COMPANY,)),
    PartyCensus(run=RUN, look=1, kind="contact", after="7", counted=50, pages=1),
    ProductCensus(run=RUN, look=1, after="501", counted=7, pages=1),
    PartnersWeigh(
        **PAGE | {"kind": "company", "links": {"17": "https://portal.example/crm/company/details/17/"}},
        partners=(FIRM,),
    ),
    RecordsWeighed(
        **PAGE,
        found=(
            WeighedRecord(
                key=ITEM.key,
                b24=Ref(system="b24", kind="product", id="501"),
                onec=ITEM,
                name="Болт М8",
                group="name",
                in_b24="Болт М-8",
                in_onec="Болт М8",
                edited={"b24": 0, "onec": 1772700000000},
                b24_url="https://portal.example/crm/catalog/14/product/501/",
                onec_url=LINK,
            ),
        ),
    ),
)
