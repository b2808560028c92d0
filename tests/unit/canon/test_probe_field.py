"""A new field of the header: declared with its group, and one row in each vocabulary; nothing else is touched."""

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

import pytest

from services.b24_connector.vocabulary import deals
from services.b24_connector.vocabulary import header as deal_header
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.writer.deals import beside as beside_deal
from services.b24_connector.writer.deals.wanted import Wanted
from services.console.web import values as page
from services.onec_connector import sentences
from services.onec_connector.objects import order as names
from services.onec_connector.profile.required import REQUIRED
from services.onec_connector.vocabulary import header as order_header
from services.onec_connector.vocabulary import orders
from services.onec_connector.vocabulary.reference import ReferenceData
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.draft import Moment, OrderOptions, ResolvedOrder, new_document
from services.onec_connector.writer.orders.named_anew import named_by, unasked
from services.onec_connector.writer.orders.owed import told_change
from services.onec_connector.writer.partners.found import FoundParties
from shared.canon import group_digests
from shared.messages.groups import In, Since
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.words import FieldWords
from shared.process.foreseen import ForeseenValue
from shared.russian import Sum

MOSCOW = ZoneInfo("Europe/Moscow")
GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
ATTRIBUTE = "ЦветУпаковки"
CAPTION = "цвет НДС-пакета"


class ProbeOrder(SalesOrder):
    colour: Annotated[
        str, In(OrderGroup.HEADER), Since(2), FieldWords(CAPTION, "colour", "сменился цвет НДС-пакета")
    ] = ""


@pytest.fixture(autouse=True)
def probe(monkeypatch):
    """What the next field of the header adds: its declaration, and its row on each side."""
    in_deals = deal_header.DealHeaderField(
        "colour", ("ufColour",), lambda value: value or "", lambda order: order.colour
    )
    in_orders = order_header.OrderHeaderField(
        "colour", (ATTRIBUTE,), order_header.text(ATTRIBUTE), lambda edit: edit.order.colour or None
    )
    monkeypatch.setattr(deals, "SalesOrder", ProbeOrder)
    monkeypatch.setattr(orders, "SalesOrder", ProbeOrder)
    monkeypatch.setattr(order_header, "SalesOrder", ProbeOrder)
    monkeypatch.setattr(deal_header, "HEADER", (*deal_header.HEADER, in_deals))
    monkeypatch.setattr(order_header, "HEADER", (*order_header.HEADER, in_orders))


def read_deal(colour):
    item = {"id": 41, "title": "Заказ 15", "stageId": "NEW", "ufColour": colour}
    return deals.read_deal(item, deals.Surroundings(), DealFields(), portal="https://p.test")


def read_order(colour):
    document = {"Ref_Key": GUID, "Number": "ТД00-000017", "Date": "2026-03-05T12:00:00", ATTRIBUTE: colour}
    return orders.read_order(document, None, ReferenceData(), orders.BaseLocation(MOSCOW, "https://1c.test"))


def header_digest(order):
    return group_digests(order, [OrderGroup.HEADER])[OrderGroup.HEADER]


def test_the_portal_is_asked_for_it():
    assert "ufColour" in deals.select_of(DealFields())


def test_an_edit_of_it_in_a_deal_or_an_order_is_an_edit_of_the_header():
    assert read_deal("красный").colour == "красный"
    assert header_digest(read_deal("красный")) != header_digest(read_deal("синий"))
    assert header_digest(read_order("красный")) != header_digest(read_order("синий"))


def test_left_empty_it_changes_no_digest_of_yesterday():
    yesterday = SalesOrder(title="Заказ 15")

    assert header_digest(yesterday) == header_digest(read_deal(""))


BESIDE = {"beside": {}, "accounts": {}, "packaging": {}, "apart": None}


def test_it_comes_from_a_deal_into_a_new_order():
    terms = FoundTerms(**dict.fromkeys((one.name for one in fields(FoundTerms)), "") | BESIDE)
    found = ResolvedOrder(FoundParties("p", "e", "c"), "o", FoundManager(), terms, ())

    document = new_document(
        read_deal("красный"), found, Moment(datetime.now(UTC), MOSCOW), key=GUID, deal="41", options=OrderOptions()
    )

    assert document[ATTRIBUTE] == "красный"


@pytest.mark.parametrize(("present", "changes"), [("синий", {ATTRIBUTE: "красный"}), ("красный", {})])
def test_it_comes_from_a_deal_into_an_order_that_is_there(present, changes):
    deal = read_deal("красный")
    document = {ATTRIBUTE: present, names.COMMENT: "слова бухгалтера"}

    edit = order_header.HeaderEdit(deal, "41", date(2026, 3, 5), document=document)

    assert order_header.header_changes(edit) == changes


def test_it_comes_from_an_order_into_its_deal():
    wanted = Wanted(read_order("красный"))

    sent = wanted.fields({OrderGroup.HEADER}, DealFields(), {})

    assert sent["ufColour"] == "красный"
    assert wanted.equals(OrderGroup.HEADER, read_deal("красный").with_(title=sent["title"]), {})
    assert not wanted.equals(OrderGroup.HEADER, read_deal("синий").with_(title=sent["title"]), {})


def test_a_base_must_have_the_attributes_of_the_header():
    attributes = {at for one in order_header.HEADER for at in one.at}

    assert attributes - REQUIRED[names.SET] == {ATTRIBUTE}


def test_the_deal_is_told_that_it_was_changed_in_its_order():
    what = sentences.groups_changed((), {ATTRIBUTE})
    (told,) = told_change("ТД-17", {"what": what}, Sum(Decimal(5), "RUB"), Sum(Decimal(5), "RUB"))

    assert told.text.startswith("Заказ ТД-17 изменён по сделке: сменился цвет НДС-пакета, сумма прежняя")


def test_a_preview_of_the_order_shows_it_as_it_stands_and_as_it_would_be():
    now, then = (order_header.header_said({ATTRIBUTE: one}, ReferenceData()) for one in ("", "красный"))

    assert dict(then.items() - now.items()) == {CAPTION: "красный"}


def test_a_preview_of_the_deal_shows_it_as_it_stands_and_as_it_would_be():
    found, order = (one("красный").with_(title="Заказ 15") for one in (read_deal, read_order))
    found = found.with_(colour="синий")

    shown = beside_deal.values_of({OrderGroup.HEADER}, Wanted(order), found)

    assert shown == (ForeseenValue(name=CAPTION, before="синий", after="красный"),)


@pytest.mark.parametrize(("language", "caption"), [("ru", "Цвет НДС-пакета"), ("en", "Colour")])
@pytest.mark.parametrize("both", [True, False])
def test_the_page_of_a_pair_shows_it_on_both_sides(language, caption, both):
    shown = page.beside(read_deal("синий") if both else None, read_order("красный"), language)

    assert (caption, "синий" if both else "", "красный") in shown


def test_named_all_along_it_puts_back_nothing_that_an_accountant_has_chosen():
    deal = read_deal("красный")

    assert unasked(deal, named_by(deal)).colour == ""
    assert unasked(deal, named_by(read_deal("синий"))).colour == "красный"
