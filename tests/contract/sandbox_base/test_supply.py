"""How rows of an order are supplied, and when it is shipped, where 1C does not do so by line."""

import pytest

from sandbox.base import form
from sandbox.base.control import clerk
from sandbox.base.control.requests import EditRequest, OrderRequest, RowRequest

ORDERS = "Document_ЗаказКлиента"


def typed(desk, /, **over):
    rows = [RowRequest(item=desk.item().guid, quantity=2, price=100)]
    return clerk.create(desk.base, OrderRequest(client=desk.client.guid, rows=rows, **over))["Ref_Key"]


def supplies(desk, guid):
    return [line["ВариантОбеспечения"] for line in desk.order(guid)["Товары"]]


@pytest.mark.parametrize(
    ("status", "supply"), [("НеСогласован", "НеТребуется"), ("КОбеспечению", "СоСклада"), ("КОтгрузке", "Отгрузить")]
)
def test_the_form_supplies_goods_by_the_orders_status_where_nobody_does_by_line(make_desk, status, supply):
    desk = make_desk(line_shipment=False)
    guid = typed(desk, status=status)

    assert (supplies(desk, guid), desk.order(guid)["НеОтгружатьЧастями"]) == ([supply], True)
    assert form.complaints(desk.base, desk.base.get(ORDERS, guid)) == []


def test_they_follow_another_status(make_desk):
    desk = make_desk(line_shipment=False)
    guid = typed(desk)

    clerk.edit(desk.base, guid, EditRequest(header={"Статус": "КОтгрузке"}))

    assert supplies(desk, guid) == ["Отгрузить"]


def test_by_line_a_row_stays_as_people_have_supplied_it(desk):
    guid = typed(desk)

    clerk.edit(desk.base, guid, EditRequest(header={"Статус": "КОтгрузке"}))

    assert (supplies(desk, guid), desk.order(guid)["НеОтгружатьЧастями"]) == (["КОбеспечению"], False)


def test_what_people_do_not_see_is_named(make_desk):
    desk = make_desk(line_shipment=False)
    guid = desk.posted()

    assert form.complaints(desk.base, desk.base.get(ORDERS, guid)) == [
        "Даты отгрузки не видно: снят признак «Отгружать одной датой»",
        "Строка 1: действия по обеспечению не видно: «КОбеспечению», по статусу заказа «СоСклада»",
    ]


def test_only_an_order_that_is_shipped_whole_gives_its_rows_its_date(make_desk):
    """Whatever the option says: it hides fields in the form, and ПередЗаписью does not look at it."""
    desk = make_desk(line_shipment=False)
    late = "2026-03-25T00:00:00"

    parts = desk.post(ORDERS, desk.body(ДатаОтгрузки=late))
    whole = desk.post(ORDERS, desk.body(ДатаОтгрузки=late, НеОтгружатьЧастями=True))

    assert (parts["ДатаОтгрузки"], parts["Товары"][0]["ДатаОтгрузки"]) == ("2026-03-10T00:00:00",) * 2
    assert (whole["ДатаОтгрузки"], whole["Товары"][0]["ДатаОтгрузки"]) == (late, late)


@pytest.mark.parametrize("as_invoice", [True, False])
def test_an_order_stays_the_invoice_that_it_was_made_as_or_not_whatever_the_option_is_later(make_desk, as_invoice):
    desk = make_desk(order_as_invoice=as_invoice)
    guid = desk.post(ORDERS, desk.body())["Ref_Key"]
    desk.base.switches.order_as_invoice = not as_invoice
    desk.base.apply()

    desk.patch(f"{ORDERS}(guid'{guid}')", {"Комментарий": "а"})

    assert desk.order(guid)["ЭтоЗаказКакСчет"] is as_invoice
    assert desk.post_document(guid)[0] == (500 if as_invoice else 200)


def test_an_invoice_is_an_order_from_then_on_where_somebody_says_so(make_desk):
    desk = make_desk(order_as_invoice=True)
    guid = desk.post(ORDERS, desk.body())["Ref_Key"]

    desk.patch(f"{ORDERS}(guid'{guid}')", {"ЭтоЗаказКакСчет": False})

    assert desk.post_document(guid)[0] == 200
