"""What differs in the ladder of states between releases, and what the newest readings of it say."""

from decimal import Decimal

import pytest

from sandbox.base import settlements
from sandbox.base.releases.table import SUPPORTED

ORDERS = "Document_ЗаказКлиента"


def pay(desk, guid):
    settlements.pay(desk.base, guid, settlements.share(desk.base, guid, Decimal(100)))


def ship(desk, guid):
    settlements.ship(desk.base, guid, settlements.quantities_of(desk.base, guid, Decimal(100)))


def seen(desk, guid):
    row = desk.state(guid)
    return row and (row["Состояние"], row["ПроцентОплаты"], row["ПроцентОтгрузки"])


def test_goods_that_left_before_the_sale_document_wait_for_the_change_of_ownership(make_desk):
    desk = make_desk()
    guid = desk.posted()
    pay(desk, guid)
    settlements.hand_over(desk.base, guid)
    left = seen(desk, guid)
    ship(desk, guid)

    assert (left, seen(desk, guid)) == (("ОжидаетсяПереходПраваСобственности", 100, 0), ("ГотовКЗакрытию", 100, 100))


@pytest.mark.parametrize("release", sorted(set(SUPPORTED) - {"ut-11.5.27"}))
def test_goods_that_left_are_in_shipment_where_the_release_has_no_eleventh_state(make_desk, release):
    desk = make_desk(release)
    guid = desk.posted()
    settlements.hand_over(desk.base, guid)

    assert seen(desk, guid) == ("ВПроцессеОтгрузки", 0, 0)


def test_goods_that_left_and_came_back_are_in_shipment_again(make_desk):
    desk = make_desk()
    guid = desk.posted()
    settlements.hand_over(desk.base, guid)
    settlements.take_back(desk.base, guid)

    assert seen(desk, guid) == ("ВПроцессеОтгрузки", 0, 0)


def test_an_order_reduced_under_what_was_shipped_stays_in_shipment(make_desk):
    desk = make_desk(after_shipment_control="off")
    guid = desk.posted(Товары=[desk.line(1, ВариантОбеспечения="Отгрузить")])
    ship(desk, guid)
    less = desk.line(1, КодСтроки="1", ВариантОбеспечения="Отгрузить", Количество=1, СуммаСНДС=1220)
    desk.patch(f"{ORDERS}(guid'{guid}')", {"Товары": [less]})
    desk.post_document(guid)

    assert desk.state(guid)["Состояние"] == "ВПроцессеОтгрузки"


@pytest.mark.parametrize("release", SUPPORTED)
def test_a_prepayment_counts_as_paid_by_what_is_left_where_the_release_says_so(make_desk, release):
    desk = make_desk(release, write_off="50")
    guid = desk.posted(desk.client_paying("prepaid"), Товары=[desk.line(1, ВариантОбеспечения="Отгрузить")])
    settlements.pay(desk.base, guid, Decimal(2400))

    # 40 roubles are written off: nothing is left to pay, yet less than the whole prepayment has come.
    expected = "ВПроцессеОтгрузки" if release in {"ut-11.5.27", "erp-2.5.17"} else "ГотовКЗакрытию"
    assert desk.state(guid)["Состояние"] == expected


def test_a_closed_delivery_of_the_principals_goods_needs_no_row_to_be_shipped(desk):
    over = {"Статус": "Закрыт", "ХозяйственнаяОперация": "ПоставкаПодПринципала"}
    guid = desk.posted()
    desk.base.facts[guid].movements |= over

    settlements.settle(desk.base, guid)

    assert desk.state(guid)["Состояние"] == "Закрыт"


def test_a_payment_to_one_organisation_pays_no_order_of_another(desk):
    guid = desk.posted()
    pay(desk, guid)
    paid = desk.state(guid)["ПроцентОплаты"]
    ours, other = (one.guid for one in desk.company.organisations[:2])

    figures = []
    for organisation in (other, ours):
        desk.patch(f"{ORDERS}(guid'{guid}')", {"Организация_Key": organisation})
        assert desk.post_document(guid)[0] == 200
        figures.append(desk.state(guid)["ПроцентОплаты"])

    assert (paid, figures) == (100, [0, 100])
