"""Whatever stands in a deal or an order, it becomes a message that can be read, or is named as unreadable."""

from contextlib import suppress
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from structlog.testing import capture_logs

from services.b24_connector.reader.contact_cards import card_of
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.vocabulary.contacts import companies_of
from services.onec_connector.base.client import Base
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard, state
from services.onec_connector.reader.snapshots import OrderSnapshots
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.bus.errors import Permanent, Retryable
from shared.canon import contact_digests, group_digests
from shared.messages.contact import ContactGroup
from shared.messages.envelope import unwrap, wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import ContactChanged, DealChanged, OrderChanged
from shared.process.answers import UnreadableRecord, json_of
from tests.fuzz.amount import inputs
from tests.fuzz.odd import SEEDS, changed, spelt
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, deal_row

GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
DEAL = deal_row(
    companyId=9, contactId=8, contactIds=[8], createdTime="2026-01-01T12:00:00+03:00", comments="<b>Срочно</b>"
)
ROW = {
    "id": 1,
    "ownerId": 41,
    "price": 120.5,
    "quantity": 2,
    "taxRate": 22,
    "taxIncluded": "Y",
    "productId": 7,
    "discountTypeId": 2,
    "discountRate": 10,
    "discountSum": 5,
    "measureCode": 796,
    "productName": "Болт",
}
COMPANY = {"id": 9, "title": "Ромашка", "originId": GUID, "fm": [{"typeId": "PHONE", "value": "+7 495 000-00-00"}]}
CONTACT = {"id": 8, "name": "Анна", "lastName": "Ли", "fm": [{"typeId": "EMAIL", "value": "a@b.ru"}]}
REQUISITE = {"ID": "3", "ENTITY_TYPE_ID": "4", "ENTITY_ID": "9", "PRESET_ID": "1", "RQ_INN": "7707083893"}
HISTORY = {"OWNER_ID": "41", "STAGE_ID": "NEW", "CATEGORY_ID": "0", "CREATED_TIME": "2026-01-01T12:00:00+03:00"}
INVOICE = {
    "id": 5,
    "parentId2": 41,
    "accountNumber": "7",
    "begindate": "2026-11-28",
    "opportunity": 240,
    "stageId": "DT31_1:N",
}
LINE = {
    names.ITEM: GUID,
    names.PACK: GUID,
    names.PACKS: 2,
    names.QUANTITY: 24,
    names.PRICE: 100.5,
    names.ROW_CODE: "1",
    names.MANUAL_SUM: 5,
    names.AUTO_SUM: 0,
    names.MANUAL_PERCENT: 2.5,
    names.SUM_WITH_VAT: 196,
    names.CANCELLED: False,
}
ORDER = {
    standard.REF: GUID,
    standard.VERSION: "AAA=",
    standard.MARKED: False,
    names.POSTED: True,
    names.NUMBER: "ТД-1",
    names.DATE: "2026-01-01T12:00:00",
    names.PARTNER: GUID,
    names.LEGAL_ENTITY: GUID,
    names.MANAGER: GUID,
    names.MARKER: "B24-41",
    names.SHIP_ON: "2026-01-05T00:00:00",
    names.LINES: [LINE, LINE],
    names.COMMENT: "x",
}
STATE = {state.NAME: "ГотовКОтгрузке", state.PAID_PERCENT: 100, state.DEBT: 0.5, state.PAID_SUM: "12.10"}


class Directory(DirectoryInMemory):
    async def addresses(self, _requisite: str) -> Any:
        return ()


def portal_of(luck: Random, *, least: int = 1) -> PortalInMemory:
    good = {
        "deal": [DEAL],
        "row": [ROW, ROW],
        "company": [COMPANY],
        "contact": [CONTACT],
        "requisite": [REQUISITE],
        "invoice": [INVOICE],
    }
    found = json_of(spelt_whole(luck, changed(luck, {**good, "history": [HISTORY]}, least=least, most=3 * least)))
    lists = {name: one if isinstance(one := found.get(name), list) else [] for name in (*good, "history")}
    rows = {name: [one for one in some if isinstance(one, dict)] for name, some in lists.items()}
    portal = PortalInMemory(history=rows["history"])
    portal.deals = {"41": {**rows["deal"][0], "id": 41}} if rows["deal"] else {}
    portal.rows["crm.item.productrow.list", "41"] = rows["row"]
    portal.rows["crm.item.list", "9"], portal.rows["crm.item.list", "8"] = rows["company"], rows["contact"]
    portal.rows["crm.requisite.list", "9"] = rows["requisite"]
    portal.rows["crm.item.list", "41"] = rows["invoice"]
    return portal


def spelt_whole(luck: Random, value: Any) -> bytes:
    """Bytes that are JSON: what is none never reaches a reader."""
    for raw in (spelt(luck, value) for _ in range(9)):
        with suppress(ValueError):
            if isinstance(json_of(raw), dict):
                return raw
    return b"{}"


def check(message: DealChanged | OrderChanged) -> None:
    group_digests(message.order, set(OrderGroup))
    assert unwrap(wrap(message, source="t").model_dump_json().encode())[1] == message


def check_failure(failure: Exception, record: str) -> None:
    assert len(str(failure)) < 500
    assert record in str(failure) or not isinstance(failure, UnreadableRecord)


async def test_a_deal_without_anything_odd_is_read() -> None:
    for seed in range(9):
        deals = DealSnapshots(portal_of(Random(seed), least=0), Directory())
        if (item := await deals.header("41")) is not None:
            order = await deals.snapshot(item, history=True)
            assert (order.customer.legal_entity.inn, len(order.lines), len(order.history)) == ("7707083893", 2, 1)
            return
    pytest.fail("every spelling was none")


@inputs(300)
@given(SEEDS)
async def test_a_deal_becomes_a_message_or_is_named_as_unreadable(seed: int) -> None:
    deals = DealSnapshots(portal_of(Random(seed)), Directory())
    try:
        with capture_logs():
            item = await deals.header("41")
            order = await deals.snapshot(item, history=True) if item is not None else None
    except (Retryable, Permanent) as failure:
        check_failure(failure, "deal 41 of the portal")
    else:
        check(DealChanged(order=order)) if order is not None else None


@inputs(300)
@given(SEEDS)
def test_a_contact_of_a_company_becomes_a_message_or_is_named_as_unreadable(seed: int) -> None:
    luck = Random(seed)
    good = {**CONTACT, "companyId": 9, "companyIds": [9, 10], "secondName": "Ивановна", "post": "Директор"}
    found = json_of(spelt_whole(luck, changed(luck, good, least=1)))
    try:
        with capture_logs():
            cards = [card_of({**found, "id": 8}, company) for company in companies_of(found)]
    except UnreadableRecord as failure:
        check_failure(failure, "contact 8 of the portal")
        return
    for card in cards:
        message = ContactChanged(contact=card)
        contact_digests(card, set(ContactGroup))
        assert unwrap(wrap(message, source="t").model_dump_json().encode())[1] == message


def base_of(luck: Random) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        path = httpx.URL(request.url).path
        if names.SET in path:
            return httpx.Response(200, content=spelt(luck, changed(luck, ORDER, least=1)))
        if state.SET in path:
            return httpx.Response(200, content=spelt(luck, {"value": [changed(luck, STATE)]}))
        known = {standard.REF: GUID, "Description": "Ромашка", "DeletionMark": False, "Code": "796"}
        return httpx.Response(
            200, json={"value": [changed(luck, known, most=1)] if "skip" not in str(request.url) else []}
        )

    return httpx.MockTransport(answer)


@inputs(200)
@given(SEEDS)
async def test_an_order_becomes_a_message_or_is_named_as_unreadable(seed: int) -> None:
    async with httpx.AsyncClient(transport=base_of(Random(seed))) as http:
        orders = OrderSnapshots(Base(http, "http://1c.test"), BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c.test"))
        try:
            with capture_logs():
                seen = await orders.see(GUID)
                order = await orders.tell(seen, whole=True) if seen is not None else None
        except (Retryable, Permanent) as failure:
            check_failure(failure, GUID)
        else:
            check(OrderChanged(order=order)) if order is not None else None
