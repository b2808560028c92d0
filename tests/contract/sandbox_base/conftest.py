from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest

from sandbox.base.control import directories, routes
from sandbox.base.control.requests import AgreementRequest
from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects.order_state import SET as STATES
from sandbox.base.odata.service import Answer, ODataCall, answer
from sandbox.base.releases.table import NEWEST
from sandbox.base.seed import KeptSeed, goods
from sandbox.base.switches import BaseSwitches
from sandbox.base.web.server import Publication, application
from sandbox.dataset import Client, Dataset, Item, build_dataset

ROOT = "http://1c.test/ut/odata/standard.odata"
ORDERS = "Document_ЗаказКлиента"
COMPANY = build_dataset(companies=24, items=30)
SEED = KeptSeed(COMPANY)


@dataclass
class MatchContext:
    """A base and somebody who calls its service."""

    base: Infobase
    company: Dataset = COMPANY
    root: str = ROOT
    accept: dict[str, str] = field(default_factory=lambda: {"accept": "application/json"})

    def call(self, method: str, path: str, query: str = "", body: Any = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {name.replace("1c-odata", "1c_odata"): value for name, value in named.items()}
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return answer(
            self.base, ODataCall(method, path, quote(query, safe="$=&'(),:/"), self.accept | named, raw, self.root)
        )

    def get(self, path: str, query: str = "") -> Row:
        found = self.call("GET", path, query)
        assert found.status == 200, found.body.decode()
        return orjson.loads(found.body)

    def rows(self, set_name: str, query: str = "") -> list[Row]:
        return self.get(set_name, query)["value"]

    def post(self, path: str, body: Any) -> Row:
        found = self.call("POST", path, "", body)
        assert found.status == 201, found.body.decode()
        return orjson.loads(found.body)

    def patch(self, path: str, body: Any) -> Row:
        found = self.call("PATCH", path, "", body)
        assert found.status == 200, found.body.decode()
        return orjson.loads(found.body)

    def refusal(self, method: str, path: str, query: str = "", body: Any = None) -> tuple[int, str]:
        found = self.call(method, path, query, body)
        return found.status, orjson.loads(found.body)["odata.error"]["code"]

    def post_document(self, guid: str) -> tuple[int, str]:
        found = self.call("POST", f"{ORDERS}(guid'{guid}')/Post", "PostingModeOperational=false")
        return found.status, found.body.decode()

    def state(self, guid: str) -> Row | None:
        rows = self.rows(STATES, f"$filter=Заказ eq cast(guid'{guid}','{ORDERS}')")
        return rows[0] if rows else None

    def order(self, guid: str) -> Row:
        return self.get(f"{ORDERS}(guid'{guid}')")

    @property
    def client(self) -> Client:
        """A company with an agreement of its own: everything on credit after shipment."""
        return self.client_paying("deferred")

    def client_paying(self, payment: str) -> Client:
        known = (one for one in self.company.clients if one.known_to_onec and one.agreement)
        client = next(one for one in known if one.agreement and one.agreement.payment != "by_contract")
        assert client.agreement is not None
        directories.agreement(self.base, AgreementRequest(guid=client.agreement.guid, payment=payment))
        return client

    def item(self, kind: str = "goods", position: int = 0) -> Item:
        plain = [one for one in self.company.items if one.kind == kind and not one.characteristics]
        return plain[position]

    def body(self, client: Client | None = None, /, **over: Any) -> Row:
        """A complete order of one row, two pieces at 1 220: what a careful integration would send."""
        client = client or self.client
        assert client.agreement is not None
        agreement = self.base.get("Catalog_СоглашенияСКлиентами", client.agreement.guid)
        assert agreement is not None
        agreement["ЦенаВключаетНДС"] = True
        header = {
            "Date": "2026-03-05T12:00:00",
            "Партнер_Key": client.guid,
            "Контрагент_Key": client.requisites[0].guid,
            "Организация_Key": self.company.organisations[0].guid,
            "Соглашение_Key": client.agreement.guid,
            "Склад_Key": self.company.warehouses[0].guid,
            "Менеджер_Key": self.company.managers[0].guid,
            "ХозяйственнаяОперация": "РеализацияКлиенту",
            "НалогообложениеНДС": "ПродажаОблагаетсяНДС",
            "ЦенаВключаетНДС": True,
            "ПорядокРасчетов": agreement["ПорядокРасчетов"],
            "ФормаОплаты": "Безналичная",
            "Статус": "КОбеспечению",
            "НеОтгружатьЧастями": False,
            "СкидкиРассчитаны": True,
            "ДатаОтгрузки": "2026-03-10T00:00:00",
            "НомерПоДаннымКлиента": "B24-1042",
            "Товары": [self.line(1)],
        }
        return header | over

    def line(self, number: int, /, **over: Any) -> Row:
        rate = goods.rate_of(self.base, Decimal(22))
        return (
            {
                "LineNumber": str(number),
                "Номенклатура_Key": self.item("goods", number - 1).guid,
                "КоличествоУпаковок": 2,
                "Количество": 2,
                "Цена": 1220,
                "Сумма": 2440,
                "СуммаНДС": 440,
                "СуммаСНДС": 2440,
                "ВариантОбеспечения": "КОбеспечению",
                "ДатаОтгрузки": "2026-03-10T00:00:00",
                "Склад_Key": self.company.warehouses[0].guid,
            }
            | rate
            | over
        )

    def posted(self, client: Client | None = None, /, **over: Any) -> str:
        guid = str(self.post(ORDERS, self.body(client, **over))["Ref_Key"])
        status, text = self.post_document(guid)
        assert status == 200, (text, self.base.journal)
        return guid


@pytest.fixture
def make_desk() -> Callable[..., MatchContext]:
    def make(release: str = NEWEST, **switches: Any) -> MatchContext:
        base = Infobase(release, BaseSwitches(**switches))
        SEED.plant(base)
        base.apply()
        return MatchContext(base)

    return make


@pytest.fixture
def desk(make_desk: Callable[..., MatchContext]) -> MatchContext:
    return make_desk()


class Office:
    """The accounting department, over HTTP."""

    def __init__(self, desk):
        self.publication = Publication(desk.base, "odata", "secret")
        control = routes.application(self.publication, lambda: SEED.plant(desk.base))
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(application(self.publication, control)), base_url="http://1c.test/control/"
        )

    async def get(self, path):
        found = await self.http.get(path)
        assert found.status_code == 200, found.text
        return found.json()

    async def post(self, path, status=200, /, **body):
        found = await self.http.post(path, json=body)
        assert found.status_code == status, found.text
        return found.json()

    async def order(self, desk, /, **more):
        body = {"client": desk.client.guid, "rows": [{"item": desk.item().guid, "quantity": 2, "price": 100}]}
        return await self.post("orders", **(body | more))


@pytest.fixture
def office(desk):
    return Office(desk)
