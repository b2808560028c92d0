import httpx
import pytest

ORDERS = "Document_ЗаказКлиента"


async def test_an_accountant_s_order_is_posted_and_saves_again_without_a_word(desk, office):
    made = await office.order(desk)

    again = await office.post(f"orders/{made['guid']}/save_in_form")

    assert (
        made["document"]["Posted"],
        made["state"]["Состояние"],
        again["complaints"],
    ) == (True, "ГотовКОтгрузке", [])


async def test_a_price_left_out_comes_from_the_agreement_s_price_kind(desk, office):
    item, agreement = desk.item(), desk.client.agreement
    kind = next(one for one in desk.company.price_kinds if one.guid == agreement.price_kind)

    made = await office.order(desk, rows=[{"item": item.guid, "quantity": 1}])

    row = desk.order(made["guid"])["Товары"][0]
    expected = desk.base.find(
        "InformationRegister_ЦеныНоменклатуры_RecordType", Номенклатура_Key=item.guid, ВидЦены_Key=kind.guid
    )
    assert (kind.guid, float(expected["Цена"])) == (row["ВидЦены_Key"], row["Цена"])


async def test_a_draft_has_no_state(desk, office):
    made = await office.order(desk, posted=False)

    assert (made["document"]["Posted"], made["state"]) == (False, None)


async def test_an_edit_changes_adds_and_removes_rows_and_posts_again(desk, office):
    made = await office.order(
        desk, rows=[{"item": desk.item("goods", n).guid, "quantity": 1, "price": 100} for n in (0, 1)]
    )

    after = await office.post(
        f"orders/{made['guid']}/edit",
        change=[{"row": 1, "quantity": 3}],
        remove=[2],
        add=[{"item": desk.item("goods", 2).guid, "quantity": 1, "price": 10}],
        header={"Комментарий": "исправлено"},
    )

    rows = [(line["КодСтроки"], line["Количество"]) for line in after["document"]["Товары"]]
    assert (
        rows,
        after["document"]["Комментарий"],
        after["document"]["Posted"],
    ) == ([(1, "3"), (3, "1")], "исправлено", True)
    assert after["state"]["СуммаДолга"] == "0"


async def test_an_edit_that_is_refused_changes_nothing(desk, office):
    made = await office.order(desk)
    await office.post(f"orders/{made['guid']}/ship")

    refused = await office.post(
        f"orders/{made['guid']}/edit", 409, remove=[1], add=[{"item": desk.item("goods", 1).guid}]
    )

    assert "отгружено больше" in refused["journal"][0]["text"]
    assert [line["КодСтроки"] for line in (await office.get(f"orders/{made['guid']}"))["document"]["Товары"]] == [1]


async def test_payment_shipment_and_closing_walk_the_order_to_its_end(desk, office):
    guid = (await office.order(desk))["guid"]
    walk = [
        await office.post(f"orders/{guid}/{act}", **body)
        for act, body in (
            ("pay", {"percent": 50}),
            ("ship", {"rows": [{"row": 1, "quantity": 1}]}),
            ("ship", {}),
            ("pay", {"percent": 50}),
            ("close", {}),
            ("unpay", {}),
        )
    ]

    names = ("Состояние", "ПроцентОплаты", "ПроцентОтгрузки")
    assert [tuple(one["state"][name] for name in names) for one in walk] == [
        ("ГотовКОтгрузке", 50, 0),
        ("ВПроцессеОтгрузки", 50, 50),
        ("ОжидаетсяОплатаПослеОтгрузки", 50, 100),
        ("ГотовКЗакрытию", 100, 100),
        ("Закрыт", 100, 100),
        ("Закрыт", 0, 100),
    ]
    assert {"post", "pay", "ship", "unpay", "state"} == {one["event"] for one in walk[-1]["history"]}


async def test_an_order_not_paid_cannot_be_closed(desk, office):
    guid = (await office.order(desk))["guid"]

    await office.post(f"orders/{guid}/close", 409)

    assert (await office.get(f"orders/{guid}"))["document"]["Статус"] == "КОбеспечению"


async def test_a_copy_has_no_number_of_the_customer_s_own(desk, office):
    made = await office.order(desk, header={"НомерПоДаннымКлиента": "B24-41", "Комментарий": "как в сделке"})

    copy = (await office.post(f"orders/{made['guid']}/copy"))["document"]

    assert (copy["НомерПоДаннымКлиента"], copy["Комментарий"], copy["Posted"]) == ("", "как в сделке", False)
    assert made["document"]["Number"] != copy["Number"]


async def test_a_posted_order_is_marked_by_unposting_it(desk, office):
    guid = (await office.order(desk))["guid"]

    marked = await office.post(f"orders/{guid}/mark")
    back = await office.post(f"orders/{guid}/mark", marked=False)

    assert [(one["document"]["DeletionMark"], one["document"]["Posted"]) for one in (marked, back)] == [
        (True, False),
        (False, False),
    ]


async def test_approval_lets_an_order_on(desk, office):
    await office.post("switches", approval=True)
    guid = (await office.order(desk, status="НеСогласован"))["guid"]

    after = await office.post(f"orders/{guid}/approve")

    assert (after["document"]["Статус"], after["state"]["Состояние"]) == ("КОбеспечению", "ГотовКОтгрузке")


async def test_switches_are_seen_through_the_service_at_once(desk, office):
    await office.post("switches", control_close=False, settlement_by_contract=True)

    agreement = desk.rows("Catalog_СоглашенияСКлиентами", "$top=1")[0]
    constant = desk.get("Constant_НеЗакрыватьЗаказыКлиентовБезПолнойОплаты")["value"][0]["Value"]
    assert (agreement["ПорядокРасчетов"], constant) == ("ПоДоговорамКонтрагентов", False)


async def test_an_unknown_switch_is_refused_and_nothing_changes(office):
    await office.post("switches", 400, licences=3, no_such=True)

    assert (await office.get("switches"))["licences"] == 0


async def test_items_partners_and_agreements_are_typed_as_people_type_them(desk, office):
    item = (await office.post("items", name="Болт М99", article="B-99", barcode="4600000000017", price="12.50"))["item"]
    partner = await office.post("partners", name="Пион", inn="5001000011", kpp="500101001", person="Иванов Иван")
    kind = desk.company.price_kinds[0].guid
    await office.post("agreements", partner=partner["partner"], name="Своё", price_kind=kind, payment="deferred")

    made = await office.post("orders", client=partner["partner"], rows=[{"item": item, "quantity": 4}])

    assert ("50.00", partner["legal_entity"]) == (
        made["document"]["СуммаДокумента"],
        made["document"]["Контрагент_Key"],
    )


async def test_a_new_price_is_the_newest_of_the_slice(desk, office):
    item = desk.item()
    for price in ("99.90", "77.70"):
        await office.post("items", guid=item.guid, price=price)

    condition = f"Condition='Номенклатура_Key eq guid'{item.guid}''"
    found = desk.rows(f"InformationRegister_ЦеныНоменклатуры_RecordType/SliceLast({condition})")

    assert {77.7} == {row["Цена"] for row in found}


async def test_a_user_leaves_and_comes_back(desk, office):
    guid = desk.company.managers[0].guid

    found = [(await office.post(f"users/{guid}", active=active))["Недействителен"] for active in (False, True)]

    assert found == [True, False]


async def test_the_clock_moves(desk, office):
    await office.post("clock", now="2027-01-10T09:00:00")

    assert desk.post(ORDERS, {})["Date"][:13] == "2027-01-10T09"


async def test_reset_brings_the_first_day_back(desk, office):
    await office.order(desk)
    await office.post("lock")
    await office.post("faults", kind="html_503")
    await office.post("reset")

    stats = await office.get("stats")
    assert (
        stats["rows"].get(ORDERS, 0),
        (await office.get("faults"))["faults"],
        office.publication.locked,
    ) == (0, [], "")


async def test_control_is_not_counted(office):
    await office.get("orders")

    assert ((await office.get("stats"))["counts"], (await office.get("calls"))["calls"]) == ({}, [])


async def test_an_order_nobody_has_is_not_found(office):
    assert (await office.post("orders/0a000000-0000-4000-8000-000000000001/pay", 404))["error"]


@pytest.mark.parametrize("act", ["pay", "ship"])
async def test_a_draft_is_neither_paid_nor_shipped(desk, office, act):
    made = await office.order(desk, posted=False)

    assert (await office.post(f"orders/{made['guid']}/{act}", 409))["error"] == "Заказ не проведен"


async def test_a_payment_settles_a_state_that_was_provisional(desk, office):
    await office.post("switches", provisional_state=True)
    guid = (await office.order(desk))["guid"]

    shipped = await office.post(f"orders/{guid}/ship")
    paid = await office.post(f"orders/{guid}/pay")

    assert [one["state"]["ПроцентОтгрузки"] for one in (shipped, paid)] == [0, 100]


async def test_goods_leave_and_a_state_yet_to_come_is_shown_until_the_next_recalculation(desk, office):
    guid = (await office.order(desk))["guid"]

    left = await office.post(f"orders/{guid}/hand_over")
    to_come = await office.post(f"orders/{guid}/show_state", state="СостояниеБудущегоРелиза")
    settled = await office.post(f"orders/{guid}/settle")

    shown = [one["state"]["Состояние"] for one in (left, to_come, settled)]
    assert shown == [
        "ОжидаетсяПереходПраваСобственности",
        "СостояниеБудущегоРелиза",
        "ОжидаетсяПереходПраваСобственности",
    ]


async def test_the_call_list_can_be_cut_and_forgotten(desk, office):
    async with httpx.AsyncClient(transport=office.http._transport, auth=("odata", "secret")) as client:
        for number in range(3):
            await client.get(f"http://1c.test/ut/odata/standard.odata/?$top={number}&$format=json")

    last = (await office.get("calls?last=2"))["calls"]
    await office.post("reset_stats")

    assert [one["query"] for one in last] == ["$top=1&$format=json", "$top=2&$format=json"]
    assert (await office.get("calls"))["calls"] == []


async def test_an_order_shows_what_it_held_after_each_save_and_who_saved_it(desk, office):
    guid = (await office.order(desk))["guid"]

    desk.patch(f"{ORDERS}(guid'{guid}')", {"Комментарий": "шина"})
    shown = await office.post(f"orders/{guid}/edit", header={"Комментарий": "бухгалтер"})

    assert [(one["by"], one["Комментарий"]) for one in shown["edits"]] == [
        ("form", ""),
        ("odata", "шина"),
        ("form", "бухгалтер"),
    ]
    assert [row["Количество"] for row in shown["edits"][-1]["Товары"]] == [
        row["Количество"] for row in shown["document"]["Товары"]
    ]


async def test_a_partner_is_edited_field_by_field_and_keeps_the_rest(desk, office):
    made = await office.post("partners", name="Пион", inn="5001000011", kpp="500101001", phone="+7 495 000-00-01")
    guid = made["partner"]

    await office.post("partners", guid=guid, email="pion@test.ru", kpp="500101002", addresses={"postal": "а/я 5"})
    await office.post("partners", guid=guid, marked=True)

    partner = desk.base.get("Catalog_Партнеры", guid)
    entity = desk.base.get("Catalog_Контрагенты", made["legal_entity"])
    assert (partner["Description"], partner["DeletionMark"]) == ("Пион", True)
    assert [row["Представление"] for row in partner["КонтактнаяИнформация"]] == ["+7 495 000-00-01", "pion@test.ru"]
    assert (entity["ИНН"], entity["КПП"]) == ("5001000011", "500101002")
    assert [row["Представление"] for row in entity["КонтактнаяИнформация"]] == ["а/я 5"]


async def test_a_contact_person_is_typed_edited_and_ended(desk, office):
    partner = (await office.post("partners", name="Пион", inn="5001000011"))["partner"]
    made = await office.post("persons", partner=partner, name="Иванов Иван", post="Кладовщик", phone="+7 901 000-00-01")
    guid = made["person"]

    await office.post("persons", guid=guid, post="Заведующий", email="ivanov@test.ru", ended=True)

    person = desk.base.get("Catalog_КонтактныеЛицаПартнеров", guid)
    assert (person["Owner_Key"], person["Description"]) == (partner, "Иванов Иван")
    assert (person["ДолжностьПоВизитке"], person["ДатаПрекращенияСвязи"].year) == ("Заведующий", 2026)
    assert [row["Представление"] for row in person["КонтактнаяИнформация"]] == ["+7 901 000-00-01", "ivanov@test.ru"]
