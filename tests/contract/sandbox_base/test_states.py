from decimal import Decimal

import pytest

from sandbox.base import settlements, states

ORDERS = "Document_ЗаказКлиента"


def pay(desk, guid, percent=100):
    settlements.pay(desk.base, guid, settlements.share(desk.base, guid, Decimal(percent)))


def ship(desk, guid, percent=100):
    settlements.ship(desk.base, guid, settlements.quantities_of(desk.base, guid, Decimal(percent)))


def seen(desk, guid):
    row = desk.state(guid)
    return row and (row["Состояние"], row["ПроцентОплаты"], row["ПроцентОтгрузки"])


def to_ship(desk):
    return {"Товары": [desk.line(1, ВариантОбеспечения="Отгрузить")], "Статус": "КОтгрузке"}


def test_credit_after_shipment_from_posting_to_closing(desk):
    guid = desk.posted(**to_ship(desk))
    walk = [seen(desk, guid)]
    ship(desk, guid, 40)
    walk.append(seen(desk, guid))
    ship(desk, guid)
    walk.append(seen(desk, guid))
    pay(desk, guid)
    walk.append(seen(desk, guid))

    assert walk == [
        ("ВПроцессеОтгрузки", 0, 0),
        ("ВПроцессеОтгрузки", 0, 40),
        ("ОжидаетсяОплатаПослеОтгрузки", 0, 100),
        ("ГотовКЗакрытию", 100, 100),
    ]


def test_paid_and_not_shipped_is_ready_to_ship_while_rows_wait_for_supply(desk):
    guid = desk.posted()
    pay(desk, guid)

    assert seen(desk, guid) == ("ГотовКОтгрузке", 100, 0)


def test_paid_and_not_shipped_is_in_shipment_when_all_rows_are_to_ship(desk):
    guid = desk.posted(**to_ship(desk))
    pay(desk, guid)

    assert seen(desk, guid) == ("ВПроцессеОтгрузки", 100, 0)


def test_prepayment_is_awaited_first_and_the_debt_after_shipment_never(desk):
    guid = desk.posted(desk.client_paying("prepaid"))
    walk = [seen(desk, guid)]
    pay(desk, guid)
    walk.append(seen(desk, guid))
    ship(desk, guid)
    walk.append(seen(desk, guid))

    assert walk == [
        ("ОжидаетсяПредоплатаДоОтгрузки", 0, 0),
        ("ГотовКОтгрузке", 100, 0),
        ("ГотовКЗакрытию", 100, 100),
    ]


def test_a_part_paid_beforehand_is_enough_where_the_rest_is_credit(desk):
    half = {"ПроцентПлатежа": 50, "СуммаПлатежа": 1220, "ДатаПлатежа": "2026-03-20T00:00:00"}
    stages = [
        {"LineNumber": number, "ВариантОплаты": variant, "ВариантОтсчета": "ОтДатыЗаказа", **half}
        for number, variant in enumerate(("ПредоплатаДоОтгрузки", "КредитПослеОтгрузки"), 1)
    ]
    guid = desk.posted(ЭтапыГрафикаОплаты=stages)
    before = seen(desk, guid)
    pay(desk, guid, 50)

    assert (before, seen(desk, guid)) == (("ОжидаетсяПредоплатаДоОтгрузки", 0, 0), ("ГотовКОтгрузке", 50, 0))


def test_an_advance_is_awaited_before_supply(desk):
    guid = desk.posted(desk.client_paying("mixed"))
    before = seen(desk, guid)
    pay(desk, guid, 30)

    assert (before, seen(desk, guid)) == (("ОжидаетсяАвансДоОбеспечения", 0, 0), ("ГотовКОтгрузке", 30, 0))


def test_a_payment_taken_back_takes_the_state_back(desk):
    guid = desk.posted()
    pay(desk, guid)
    settlements.unpay(desk.base, guid)

    assert seen(desk, guid) == ("ГотовКОтгрузке", 0, 0)


def test_a_return_takes_the_shipment_back(desk):
    guid = desk.posted()
    ship(desk, guid)
    settlements.take_back(desk.base, guid)

    assert seen(desk, guid) == ("ВПроцессеОтгрузки", 0, 0)


def test_a_return_of_a_part_takes_that_part_of_the_shipment_back(desk):
    guid = desk.posted()
    ship(desk, guid)
    (code, shipped), *_ = desk.base.facts[guid].shipped.items()
    settlements.take_back(desk.base, guid, {code: shipped / 2})

    assert seen(desk, guid) == ("ВПроцессеОтгрузки", 0, 50)


def test_shipping_turns_rows_to_be_shipped_and_moves_the_version(desk):
    guid = desk.posted()
    version = desk.order(guid)["DataVersion"]
    ship(desk, guid)

    row = desk.order(guid)
    assert (row["Товары"][0]["ВариантОбеспечения"], version != row["DataVersion"]) == ("Отгрузить", True)


def test_a_payment_does_not_move_the_order_s_version(desk):
    guid = desk.posted()
    version = desk.order(guid)["DataVersion"]
    pay(desk, guid)

    assert version == desk.order(guid)["DataVersion"]


def test_the_debt_is_shipped_less_paid_and_an_advance_is_negative(desk):
    guid = desk.posted()
    pay(desk, guid, 50)
    advance = desk.state(guid)
    ship(desk, guid)
    debt = desk.state(guid)

    assert [(row["СуммаДолга"], row["ПроцентДолга"]) for row in (advance, debt)] == [(-1220, 50), (1220, 50)]


def test_an_order_that_is_not_posted_has_no_row(desk):
    guid = desk.posted()
    desk.call("POST", f"{ORDERS}(guid'{guid}')/Unpost")

    assert None is desk.state(guid)


def test_an_order_not_agreed_waits_for_agreement(desk):
    assert desk.state(desk.posted(Статус="НеСогласован"))["Состояние"] == "ОжидаетсяСогласование"


def test_goods_with_undecided_supply_wait_for_the_decision(desk):
    guid = desk.posted(Товары=[desk.line(1, ВариантОбеспечения="НеТребуется")])

    assert desk.state(guid)["Состояние"] == "ГотовКОбеспечению"


def test_a_service_with_undecided_supply_waits_for_nothing(desk):
    row = desk.line(1, Номенклатура_Key=desk.item("service").guid, ВариантОбеспечения="НеТребуется")

    assert desk.state(desk.posted(Товары=[row]))["Состояние"] == "ГотовКОтгрузке"


def test_goods_not_at_hand_are_awaited(make_desk):
    desk = make_desk(in_stock=False)

    assert desk.state(desk.posted())["Состояние"] == "ОжидаетсяОбеспечение"


def test_a_warehouse_that_owes_its_order_keeps_the_order_ready(make_desk):
    desk = make_desk(warehouse_order=True)

    assert desk.state(desk.posted(**to_ship(desk)))["Состояние"] == "ГотовКОтгрузке"


def test_without_control_of_closing_a_finished_order_shows_as_closed(make_desk):
    desk = make_desk(control_close=False)
    guid = desk.posted()
    pay(desk, guid)
    ship(desk, guid)

    assert (seen(desk, guid), desk.order(guid)["Статус"]) == (("Закрыт", 100, 100), "КОбеспечению")


def test_settlement_by_contract_leaves_the_figures_at_nought_for_ever(make_desk):
    desk = make_desk(settlement_by_contract=True)
    guid = desk.posted()
    pay(desk, guid)
    ship(desk, guid)

    assert seen(desk, guid) == ("ГотовКЗакрытию", 0, 0)


def test_an_order_as_an_invoice_has_no_state_and_posts_only_unagreed(make_desk):
    desk = make_desk(order_as_invoice=True)
    agreed = desk.post(ORDERS, desk.body())["Ref_Key"]
    guid = desk.posted(Статус="НеСогласован")

    assert (
        desk.post_document(agreed)[0],
        desk.order(guid)["ЭтоЗаказКакСчет"],
        desk.state(guid),
    ) == (500, True, None)


def test_a_state_without_figures_comes_first_where_settlements_are_late(make_desk):
    desk = make_desk(provisional_state=True)
    guid = desk.posted()
    ship(desk, guid)
    early = seen(desk, guid)
    settlements.settle(desk.base, guid)

    assert (early, seen(desk, guid)) == (("ГотовКЗакрытию", 0, 0), ("ОжидаетсяОплатаПослеОтгрузки", 0, 100))


@pytest.mark.parametrize(
    ("paid", "expected"),
    [(100, ("ГотовКЗакрытию", 100, 0)), (30, ("ОжидаетсяОплатаПослеОтгрузки", 30, 0))],
)
def test_what_was_paid_before_stays_in_sight_while_the_shipment_is_not_settled(make_desk, paid, expected):
    desk = make_desk(provisional_state=True)
    guid = desk.posted()
    pay(desk, guid, paid)
    ship(desk, guid)

    assert seen(desk, guid) == expected


def test_an_earlier_shipment_stays_in_sight_while_the_next_is_not_settled(make_desk):
    desk = make_desk(provisional_state=True)
    guid = desk.posted(**to_ship(desk))
    ship(desk, guid, 40)
    settlements.settle(desk.base, guid)
    ship(desk, guid)

    assert seen(desk, guid) == ("ОжидаетсяОплатаПослеОтгрузки", 0, 40)


def test_the_state_lags_behind_a_payment(make_desk, monkeypatch):
    desk = make_desk(state_lag_s=30)
    guid = desk.posted()
    moment = desk.base.monotonic()
    pay(desk, guid)
    early = seen(desk, guid)
    monkeypatch.setattr(desk.base, "monotonic", lambda: moment + 31)

    assert (early, seen(desk, guid)) == (("ГотовКОтгрузке", 0, 0), ("ГотовКОтгрузке", 100, 0))


def test_a_kopeck_written_off_leaves_99_percent_and_no_debt(make_desk):
    desk = make_desk(write_off="0.05")
    guid = desk.posted()
    ship(desk, guid)
    settlements.pay(desk.base, guid, Decimal("2439.99"))

    assert (seen(desk, guid), desk.state(guid)["СуммаДолга"]) == (("ГотовКЗакрытию", 99, 100), 0)


def test_an_overpayment_exceeds_100_percent(make_desk):
    desk = make_desk(overpay=20)
    guid = desk.posted()
    ship(desk, guid)
    pay(desk, guid)

    assert (seen(desk, guid), desk.state(guid)["СуммаДолга"]) == (("ГотовКЗакрытию", 120, 100), -488)


def test_an_order_without_its_operation_has_no_settlements(desk):
    guid = desk.posted(ХозяйственнаяОперация="")
    pay(desk, guid)
    ship(desk, guid)

    assert (seen(desk, guid), desk.order(guid)["ЭтапыГрафикаОплаты"]) == (("ГотовКЗакрытию", 0, 0), [])


@pytest.mark.parametrize(
    ("part", "expected"), [("0", 0), ("0.01", 1), ("1.4", 1), ("1.5", 2), ("99.01", 99), ("99.99", 99), ("120", 120)]
)
def test_percents_are_whole_and_never_full_too_early(part, expected):
    assert expected == states.percent(Decimal(part), Decimal(100))
