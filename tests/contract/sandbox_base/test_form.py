from decimal import Decimal

import pytest

from sandbox.base import form
from sandbox.base.seed.goods import vat_guid

ORDERS = "Document_ЗаказКлиента"
EMPTY = "00000000-0000-0000-0000-000000000000"


def complaints(desk, /, **over):
    guid = desk.post(ORDERS, desk.body(**over))["Ref_Key"]
    return form.complaints(desk.base, desk.base.get(ORDERS, guid))


def row(desk, /, **over):
    return complaints(desk, Товары=[desk.line(1, **over)])


def test_a_complete_order_saves_in_the_form_without_a_word(desk):
    assert complaints(desk) == []


def test_a_complete_order_saves_in_the_form_also_after_posting(desk):
    guid = desk.posted()

    assert form.complaints(desk.base, desk.base.get(ORDERS, guid)) == []


def test_what_only_the_form_demands_is_named(desk):
    found = complaints(desk, ФормаОплаты="", ДатаОтгрузки="2026-03-01T00:00:00", НеОтгружатьЧастями=True)

    assert found == ["Поле «ФормаОплаты» не заполнено", "Дата отгрузки раньше даты заказа"]


def test_a_legal_entity_of_another_partner_is_noticed(desk):
    other = next(one for one in desk.company.clients if one.known_to_onec and one.guid != desk.client.guid)

    assert complaints(desk, Контрагент_Key=other.requisites[0].guid) == ["Контрагент не принадлежит партнеру"]


def test_a_legal_entity_of_whoever_is_above_the_partner_is_his_too(desk):
    known = [one for one in desk.company.clients if one.known_to_onec and one.requisites]
    between, head = [one for one in known if one.guid != desk.client.guid][:2]
    desk.base.get("Catalog_Партнеры", desk.client.guid)["Parent_Key"] = between.guid
    desk.base.get("Catalog_Партнеры", between.guid)["Parent_Key"] = head.guid

    assert complaints(desk, Контрагент_Key=head.requisites[0].guid) == []


def test_partners_who_are_above_one_another_in_a_ring_own_nothing_of_others(desk):
    known = [one for one in desk.company.clients if one.known_to_onec and one.requisites]
    other, stranger = [one for one in known if one.guid != desk.client.guid][:2]
    desk.base.get("Catalog_Партнеры", desk.client.guid)["Parent_Key"] = other.guid
    desk.base.get("Catalog_Партнеры", other.guid)["Parent_Key"] = desk.client.guid

    found = complaints(desk, Контрагент_Key=stranger.requisites[0].guid)

    assert found == ["Контрагент не принадлежит партнеру"]


def test_a_dismissed_manager_is_noticed(desk):
    assert complaints(desk, Менеджер_Key=desk.company.dismissed_manager.guid) == ["Менеджер недействителен"]


def test_an_agreement_of_another_partner_is_noticed(desk):
    other = next(
        one for one in desk.company.clients if one.known_to_onec and one.agreement and one.guid != desk.client.guid
    )

    assert "Соглашение заключено с другим партнером" in complaints(desk, Соглашение_Key=other.agreement.guid)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_contract_of_the_head_is_for_his_parts_only_where_it_says_so(desk, allowed):
    by_contract = [one for one in desk.company.clients if one.agreement and one.agreement.payment == "by_contract"]
    part, head = by_contract[0], desk.client.guid
    ours = desk.company.organisations[0].guid
    keys = {"Контрагент_Key": part.requisites[0].guid, "Организация_Key": ours}
    contract = desk.base.find("Catalog_ДоговорыКонтрагентов", **keys)
    contract |= {"Партнер_Key": head, "РазрешенаРаботаСДочернимиПартнерами": allowed}
    desk.base.get("Catalog_Партнеры", part.guid)["Parent_Key"] = head

    found = complaints(
        desk,
        Партнер_Key=part.guid,
        Контрагент_Key=part.requisites[0].guid,
        Соглашение_Key=part.agreement.guid,
        Договор_Key=contract["Ref_Key"],
        Организация_Key=ours,
        ПорядокРасчетов="ПоДоговорамКонтрагентов",
        КонтактноеЛицо_Key=EMPTY,
    )

    assert ("Договор: другое значение поля Партнер" in found) is not allowed


def test_another_settlement_order_than_the_agreement_s_is_noticed(desk):
    assert complaints(desk, ПорядокРасчетов="ПоНакладным") == ["Порядок расчетов не совпадает с соглашением"]


def test_a_rate_out_of_force_is_noticed(desk):
    found = row(desk, СтавкаНДС_Key=vat_guid(Decimal(20)), СуммаНДС=406.67)

    assert found == ["Строка 1: ставка НДС не действует на дату заказа"]


def test_sums_that_do_not_follow_from_the_price_are_noticed(desk):
    assert row(desk, Цена=1230) == ["Строка 1: сумма 2440 не равна цене на количество без скидки (2460.00)"]


def test_a_discount_must_stand_in_its_own_field(desk):
    assert row(desk, Цена=1300, СуммаРучнойСкидки=160, ПроцентРучнойСкидки=6.15) == []


def test_vat_that_does_not_follow_from_the_rate_is_noticed(desk):
    assert row(desk, СуммаНДС=400) == ["Строка 1: сумма НДС 400 не соответствует ставке (440.00)"]


def test_a_pack_and_its_quantity_must_agree(desk):
    item = next(one for one in desk.company.items if one.packs and one.known_to_onec and not one.characteristics)

    found = row(desk, Номенклатура_Key=item.guid, Упаковка_Key=item.packs[0].guid)

    assert found == ["Строка 1: количество не равно количеству упаковок, умноженному на коэффициент"]


def test_a_characteristic_is_asked_for_where_the_item_has_them(desk):
    item = next(one for one in desk.company.items if one.characteristics and one.known_to_onec)

    assert row(desk, Номенклатура_Key=item.guid) == ["Строка 1: характеристика не заполнена"]
    assert row(desk, Номенклатура_Key=item.guid, Характеристика_Key=item.characteristics[0].guid) == []


def test_goods_need_a_decision_on_supply_and_a_service_its_words(desk):
    goods = row(desk, ВариантОбеспечения="НеТребуется")
    service = row(desk, Номенклатура_Key=desk.item("service").guid)

    assert goods == ["Строка 1: действие по обеспечению не выбрано"]
    assert service == [
        "Строка 1: услуга обеспечивается только действием «Отгрузить»",
        "Строка 1: содержание услуги не заполнено",
    ]


def test_posting_may_run_the_form_s_check_as_well(make_desk):
    desk = make_desk(fill_check=True)
    guids = [desk.post(ORDERS, desk.body(**over))["Ref_Key"] for over in ({}, {"ФормаОплаты": ""})]

    assert [desk.post_document(guid)[0] for guid in guids] == [200, 500]
