import base64

import pytest

ORDERS = "Document_ЗаказКлиента"
PARTNERS = "Catalog_Партнеры"
OWN = "5b1d6e0a-0000-5000-8000-00000000b042"


def address(row, set_name=PARTNERS):
    return f"{set_name}(guid'{row['Ref_Key']}')"


def test_a_created_object_comes_back_whole_with_its_address_in_cyrillic(desk):
    found = desk.call("POST", PARTNERS, "", {"Description": "Пион"})

    row = desk.rows(PARTNERS, "$filter=Description eq 'Пион'")[0]
    assert (201, f"{desk.root}/{address(row)}") == (found.status, found.headers["Location"])
    assert (row["DataVersion"], bool(row["Code"])) == ("AAAAAAAAAAA=", True)


def test_a_client_s_own_reference_is_kept(desk):
    assert desk.post(PARTNERS, {"Ref_Key": OWN, "Description": "Ромашка"})["Ref_Key"] == OWN


def test_a_reference_that_exists_is_refused_a_second_time(desk):
    desk.post(PARTNERS, {"Ref_Key": OWN})

    assert desk.refusal("POST", PARTNERS, "", {"Ref_Key": OWN}) == (400, "15")


def test_a_base_may_give_references_of_its_own(make_desk):
    desk = make_desk(honour_client_ref_key=False)

    assert desk.post(PARTNERS, {"Ref_Key": OWN})["Ref_Key"] != OWN


def test_a_change_leaves_what_is_absent_and_passes_over_what_is_unknown(desk):
    row = desk.post(PARTNERS, {"Description": "Ромашка", "Комментарий": "да"})

    after = desk.patch(address(row), {"Description": "Василёк", "ЦенаВключаетСНДС": True, "Ref_Key": OWN})

    assert ("Василёк", "да", row["Ref_Key"]) == (after["Description"], after["Комментарий"], after["Ref_Key"])
    assert "ЦенаВключаетСНДС" not in after


def test_the_version_moves_with_every_write_also_without_a_change(desk):
    row = desk.post(PARTNERS, {"Description": "Ромашка"})

    versions = [desk.patch(address(row), {})["DataVersion"] for _ in range(2)]

    assert [row["DataVersion"], *versions] == ["AAAAAAAAAAA=", "AAAAAAAAAAE=", "AAAAAAAAAAI="]


def test_a_version_may_count_the_saves_of_the_whole_database(make_desk):
    desk = make_desk(data_version="database")
    row = desk.post(PARTNERS, {"Description": "Ромашка"})

    versions = [desk.patch(address(row), {})["DataVersion"] for _ in range(2)]

    counts = [int.from_bytes(base64.b64decode(one)) for one in (row["DataVersion"], *versions)]
    assert counts == sorted(set(counts))
    assert counts[0] > 1_000_000


def test_posting_and_unposting_move_the_version_too(desk):
    guid = desk.posted()

    desk.call("POST", f"{ORDERS}(guid'{guid}')/Unpost")
    desk.call("POST", f"{ORDERS}(guid'{guid}')/Unpost")

    assert desk.order(guid)["DataVersion"] == "AAAAAAAAAAM="


@pytest.mark.parametrize("unposts", [False, True])
def test_a_change_of_a_posted_order_leaves_it_posted_unless_a_base_is_said_not_to(make_desk, unposts):
    desk = make_desk(change_unposts=unposts)
    guid = desk.posted()

    after = desk.patch(address({"Ref_Key": guid}, ORDERS), {"Комментарий": "звонили"})

    assert (after["Posted"], after["Комментарий"]) == (not unposts, "звонили")
    assert (desk.state(guid) is None) is unposts


def test_a_long_string_is_cut_in_silence(desk):
    assert desk.post(PARTNERS, {"Description": "x" * 300})["Description"] == "x" * 100


def test_digits_that_a_number_has_no_room_for_are_rounded_in_silence(desk):
    pack = desk.post("Catalog_УпаковкиЕдиницыИзмерения", {"Числитель": 0.12345, "Объем": 0.1234565})

    assert (pack["Числитель"], pack["Объем"]) == (0.123, 0.123457)


def test_a_dangling_reference_is_accepted(desk):
    assert desk.post(ORDERS, {"Партнер_Key": OWN})["Партнер_Key"] == OWN


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Партнер_Key": "не гуид"}, (400, "1")),
        ({"Согласован": "да"}, (400, "1")),
        ({"Статус": "КОтправке"}, (400, "1")),
        ({"Date": "2026-03-05T12:00:00+03:00"}, (400, "1")),
        ({"Date": "2026-03-05"}, (400, "1")),
        ({"Date": []}, (400, "1")),
        ({"Posted": {}}, (400, "1")),
        ({"СуммаДокумента": "много"}, (400, "1")),
        ({"Комментарий": ["a"]}, (500, "-1")),
        (b"{", (500, "-1")),
        (b'{"a": 1, "a": 2}', (400, "18")),
        ([], (400, "2")),
        ({"Товары": [{"Цена": 1}]}, (500, "-1")),
        ({"Товары": [{"LineNumber": 1}, {"LineNumber": 3}]}, (400, "5")),
    ],
)
def test_a_body_that_1c_refuses_is_refused_and_leaves_nothing_behind(desk, body, expected):
    assert expected == desk.refusal("POST", ORDERS, "", body)
    assert desk.rows(ORDERS) == []


def test_text_in_a_long_integer_is_passed_over(desk):
    row = desk.post(ORDERS, {"МаксимальныйКодСтроки": "много"})

    assert row["МаксимальныйКодСтроки"] == "0"


def test_a_long_integer_is_read_as_text_and_as_a_number(desk):
    row = desk.post(ORDERS, {"Товары": [{"LineNumber": "1", "КодСтроки": 5}, {"LineNumber": 2, "КодСтроки": "7"}]})

    assert [line["КодСтроки"] for line in row["Товары"]] == ["5", "7"]


def test_a_part_is_replaced_whole(desk):
    row = desk.post(ORDERS, desk.body(Товары=[desk.line(1), desk.line(2)]))

    after = desk.patch(address(row, ORDERS), {"Товары": [desk.line(1, Цена=5)]})

    assert [(int(line["LineNumber"]), line["Цена"]) for line in after["Товары"]] == [(1, 5)]


def test_row_codes_are_given_once_and_never_again(desk):
    row = desk.post(ORDERS, desk.body(Товары=[desk.line(1), desk.line(2)]))

    kept = desk.line(1, КодСтроки="2")
    after = desk.patch(address(row, ORDERS), {"Товары": [kept, desk.line(2)]})

    assert [line["КодСтроки"] for line in after["Товары"]] == ["2", "3"]


def test_delete_is_physical(desk):
    row = desk.post(PARTNERS, {"Description": "Ромашка"})

    assert desk.call("DELETE", address(row)).status == 204
    assert desk.refusal("GET", address(row)) == (404, "9")


def test_a_deletion_mark_goes_back_and_forth(desk):
    row = desk.post(ORDERS, desk.body())

    marks = [desk.patch(address(row, ORDERS), {"DeletionMark": mark})["DeletionMark"] for mark in (True, False)]

    assert marks == [True, False]


def test_a_posted_document_cannot_be_marked(desk):
    guid = desk.posted()

    assert desk.refusal("PATCH", f"{ORDERS}(guid'{guid}')", "", {"DeletionMark": True}) == (500, "-1")


def test_a_stale_version_is_not_looked_at_unless_the_base_does(make_desk):
    statuses = []
    for kind in ("ignore", "412"):
        desk = make_desk(if_match=kind)
        row = desk.post(PARTNERS, {"Description": "Ромашка"})
        statuses.append(desk.call("PATCH", address(row), "", {}, if_match="AAAAAAAAAAk=").status)

    assert statuses == [200, 412]


def test_two_items_of_one_name_are_refused(desk):
    name = desk.item().name

    assert desk.refusal("POST", "Catalog_Номенклатура", "", {"Description": name}) == (500, "-1")


def test_legal_entities_of_one_inn_are_not_refused(desk):
    inn = desk.client.requisites[0].inn

    desk.post("Catalog_Контрагенты", {"Description": "Ромашка", "ИНН": inn})

    assert len(desk.rows("Catalog_Контрагенты", f"$filter=ИНН eq '{inn}'")) == 2


def test_load_mode_leaves_the_handlers_out(desk):
    found = desk.call("POST", ORDERS, "", {"Комментарий": "а"}, **{"1c_odata_dataloadmode": "true"})

    assert found.status == 201
    assert tuple(desk.rows(ORDERS)[0][name] for name in ("Number", "Статус")) == ("", "")


def test_a_register_row_is_written_with_200_and_read_by_its_key(make_desk):
    desk = make_desk("ut-11.5.18")
    barcodes = "InformationRegister_ШтрихкодыНоменклатуры"

    found = desk.call("POST", barcodes, "", {"Штрихкод": "4600000000017", "Номенклатура_Key": desk.item().guid})

    assert found.status == 200
    assert desk.item().guid == desk.get(f"{barcodes}(Штрихкод='4600000000017')")["Номенклатура_Key"]


def test_a_constant_is_changed_by_its_empty_key(desk):
    name = "Constant_НеЗакрыватьЗаказыКлиентовБезПолнойОплаты"

    desk.patch(f"{name}(guid'00000000-0000-0000-0000-000000000000')", {"Value": False})

    assert desk.get(name)["value"] == [{"Value": False}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"{PARTNERS}(guid'{OWN}')"),
        ("DELETE", "Constant_ИспользоватьСоглашенияСКлиентами(guid'00000000-0000-0000-0000-000000000000')"),
        ("DELETE", PARTNERS),
        ("PATCH", PARTNERS),
        ("POST", "Constant_ИспользоватьСоглашенияСКлиентами"),
        ("POST", "ExchangePlan_ДляODATA"),
    ],
)
def test_what_has_no_meaning_for_a_set_is_forbidden(desk, method, path):
    assert desk.refusal(method, path, "", {}) == (405, "19")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 40702.810.5 0000 0000017", "40702810500000000017"),
        ("kz86125kzt5004100100", "KZ86125KZT5004100100"),
        ("40702-810", "40702-810"),
    ],
)
def test_an_account_is_kept_without_blanks_and_dots_in_capitals_whoever_writes_it(desk, typed, kept):
    made = desk.post("Catalog_БанковскиеСчетаКонтрагентов", {"НомерСчета": typed})

    assert made["НомерСчета"] == kept
