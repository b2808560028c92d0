from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.base.objections import Objection
from services.onec_connector.sentences import changed, created, totals_differ
from services.onec_connector.vocabulary.clock import read_date, read_moment, write_moment
from services.onec_connector.vocabulary.comments import is_marked, mark_of
from services.onec_connector.vocabulary.header import comment
from services.onec_connector.vocabulary.orders import BaseLocation, deal_of, link, read_order
from services.onec_connector.vocabulary.reference import ReferenceData
from services.onec_connector.writer.computed_keys import order_key
from services.onec_connector.writer.orders.draft import stages_for
from services.onec_connector.writer.orders.objected import change_refused
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Edit
from shared.messages.things import Invoice
from shared.russian import Sum, rows_changed

MOSCOW = ZoneInfo("Europe/Moscow")
GUID = "5b1d6e0a-0000-5000-8000-00000000b042"


def test_times_of_1c_carry_no_zone_and_an_empty_one_is_none():
    assert read_moment("2026-03-05T12:00:00", MOSCOW) == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert write_moment(datetime(2026, 3, 5, 9, tzinfo=UTC), MOSCOW) == "2026-03-05T12:00:00"
    assert read_moment("0001-01-01T00:00:00", MOSCOW) is None
    assert read_moment("0001-01-01T01:00:00", MOSCOW) is None
    assert read_date("0001-01-01T00:00:00") is None


@pytest.mark.parametrize(
    ("marker", "deal"),
    [
        ("B24-1042", "1042"),
        *((marker, None) for marker in ("", "12-B24", "B24-", "B24-٣", "B24-²", f"B24-{'1' * 130_000}")),
    ],
)
def test_only_our_own_marker_names_a_deal(marker, deal):
    found = deal_of({"НомерПоДаннымКлиента": marker})

    assert (found.id if found else None) == deal


def test_the_key_of_an_order_depends_on_portal_and_deal_alone():
    assert order_key("p1", "deal:41") == order_key("p1", "deal:41")
    assert len({order_key("p1", "deal:41"), order_key("p2", "deal:41"), order_key("p1", "deal:42")}) == 3


def test_a_link_opens_the_order_by_1cs_own_form_of_the_reference():
    assert link(GUID, "https://1c.test/ut/").endswith("?ref=800000000000b042500000005b1d6e0a")


def test_an_order_is_told_though_nothing_is_known_of_what_it_refers_to():
    document = {
        "Ref_Key": GUID,
        "Number": "ТТ00-000017",
        "Date": "2026-03-05T12:00:00",
        "Posted": True,
        "DeletionMark": True,
        "ПорядокРасчетов": "ПоЗаказам",
        "Партнер_Key": GUID,
        "Товары": [],
    }

    order = read_order(document, None, ReferenceData(), BaseLocation(MOSCOW, "https://1c.test/ut"))

    assert (order.title, order.phase) == ("Заказ клиента ТТ00-000017 от 05.03.2026", "cancelled")
    assert (order.state.name, order.state.by_order, order.state.marked) == (None, True, True)
    assert order.customer.ref.id == GUID


def test_an_edit_of_rows_is_told_in_the_words_of_the_sample():
    assert rows_changed(1, 0, 2) == ["добавлена 1 строка", "изменены 2 строки"]


def test_the_sentence_of_a_new_order_is_the_customers_sample():
    told = created("ТД00-000017", date(2026, 3, 5), Sum(Decimal(2400), "RUB"), "…")

    assert told.text.replace("\u00a0", " ") == (
        "Заказ клиента ТД00-000017 от 05.03.2026 создан в 1С на 2 400,00 ₽. Открыть заказ: …"
    )


def test_sums_are_named_in_their_own_currency():
    said = [
        created("1", date(2026, 3, 5), Sum(Decimal(10), "USD"), "…"),
        changed(Edit(numbers=(1,), order="1", before=str(Sum(Decimal(10), "EUR")), after=str(Sum(Decimal(12), "EUR")))),
        change_refused("1", Objection("…"), Sum(Decimal(10), "USD"), Sum(Decimal(900), "RUB")),
        totals_differ("1", Sum(Decimal(10), "CNY"), Sum(Decimal(12), "CNY")),
    ]

    assert [one.text.count(sign) for one, sign in zip(said, ("$", "€", "$", "CN¥"), strict=True)] == [1, 2, 1, 2]
    assert ["₽" in one.text for one in said] == [False, False, True, False]


def test_a_long_comment_of_the_deal_reaches_the_order_whole():
    deal = SalesOrder(title="Болты", url="https://portal.test/crm/deal/details/41/", note="очень " * 9000 + "важно")

    written = comment(deal, "41")

    assert written == f"Сделка № 41 «Болты»\n{deal.url}\n{deal.note}"
    assert is_marked(written, mark_of(written))


def test_the_accountant_reads_which_invoice_the_payment_will_quote():
    invoice = Invoice(number="7", dated=date(2026, 11, 28), total=Decimal(240))
    deal = SalesOrder(title="Болты", url="https://portal.test/41/", note="Позвонить", invoice=invoice)

    assert comment(deal, "41").splitlines()[2:] == ["Счёт № 7 от 28.11.2026", "Позвонить"]
    assert comment(deal.with_(invoice=invoice.with_(dated=None)), "41").splitlines()[2] == "Счёт № 7"


def test_payment_stages_keep_their_shares_and_the_last_one_takes_the_kopecks():
    rows = [{"ПроцентПлатежа": 30, "СуммаПлатежа": 1}, {"ПроцентПлатежа": 30}, {"ПроцентПлатежа": 40}]

    found = stages_for(rows, Decimal("100.01"))["ЭтапыГрафикаОплаты"]

    assert [one["СуммаПлатежа"] for one in found] == [Decimal("30.00"), Decimal("30.00"), Decimal("40.01")]


def test_payment_stages_that_are_no_hundred_percent_are_left_to_1c():
    assert stages_for([{"ПроцентПлатежа": 30}], Decimal(100))["ЭтапыГрафикаОплаты"] == []
