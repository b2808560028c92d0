from xml.etree import ElementTree as ET

import orjson

ORDERS = "Document_ЗаказКлиента"
EDM = "{http://schemas.microsoft.com/ado/2009/11/edm}"
EMPTY = "00000000-0000-0000-0000-000000000000"


def types(desk):
    document = ET.fromstring(desk.call("GET", "$metadata").body)
    return {
        one.get("Name"): {p.get("Name"): p.get("Type") for p in one.iter(f"{EDM}Property")}
        for one in document.iter()
        if one.tag in {f"{EDM}EntityType", f"{EDM}ComplexType"}
    }


def test_long_integers_are_strings_and_sums_are_numbers(desk):
    row = desk.post(ORDERS, desk.body())

    assert (
        row["МаксимальныйКодСтроки"],
        row["СуммаДокумента"],
        row["Товары"][0]["КодСтроки"],
        row["Товары"][0]["LineNumber"],
    ) == ("1", 2440, "1", "1")


def test_kopecks_survive_the_wire(desk):
    row = desk.post(ORDERS, desk.body(Товары=[desk.line(1, Сумма=2399.99, СуммаСНДС=2399.99, СуммаНДС=432.79)]))

    assert (row["СуммаДокумента"], row["Товары"][0]["СуммаНДС"]) == (2399.99, 432.79)


def test_empty_values_have_their_forms(desk):
    row = desk.post(ORDERS, {})

    assert (
        row["ДатаПоДаннымКлиента"],
        row["Сделка_Key"],
        row["Комментарий"],
        row["ДокументОснование_Type"],
        row["Согласован"],
        row["Товары"],
    ) == ("0001-01-01T00:00:00", EMPTY, "", "StandardODATA.Undefined", False, [])


def test_rows_of_parts_repeat_the_reference_of_their_owner(desk):
    row = desk.post(ORDERS, desk.body())

    assert row["Ref_Key"] == row["Товары"][0]["Ref_Key"]


def test_minimal_metadata_links_every_published_reference(desk):
    guid = desk.post(ORDERS, desk.body())["Ref_Key"]

    row = desk.order(guid)

    assert f"{ORDERS}(guid'{guid}')/Партнер" == row["Партнер@navigationLinkUrl"]
    assert f"{desk.root}/$metadata#{ORDERS}/@Element" == row["odata.metadata"]
    assert "Сделка@navigationLinkUrl" not in row


def test_no_metadata_means_no_annotations(desk):
    rows = desk.get("Catalog_Валюты", "$format=application/json;odata=nometadata")

    assert ({"value"}, False) == (set(rows), any("@" in name for name in rows["value"][0]))


def test_a_reference_to_an_unpublished_set_has_no_link_and_a_composite_no_name(make_desk):
    desk = make_desk(unpublished_sets=["Catalog_Пользователи"])

    row = desk.post(ORDERS, desk.body())

    assert (bool(row["Менеджер_Key"]), "Менеджер@navigationLinkUrl" in row) == (True, False)
    assert row["Автор_Type"].startswith("UnavailableEntities.UnavailableEntity_")
    assert desk.refusal("GET", "Catalog_Пользователи") == (404, "8")


def test_metadata_names_the_types_that_json_is_written_by(desk):
    known = types(desk)

    assert (
        known[ORDERS]["Партнер_Key"],
        known[ORDERS]["Статус"],
        known[ORDERS]["СуммаДокумента"],
        known[f"{ORDERS}_Товары_RowType"]["КодСтроки"],
    ) == ("Edm.Guid", "Edm.String", "Edm.Double", "Edm.Int64")
    assert f"Collection(StandardODATA.{ORDERS}_Товары_RowType)" == known[ORDERS]["Товары"]


def test_every_property_of_an_answer_is_in_the_metadata(desk):
    row = desk.post(ORDERS, desk.body())

    assert set() == {name for name in row if "@" not in name and "." not in name} - set(types(desk)[ORDERS])


def test_metadata_is_xml_even_when_json_is_asked_for_and_follows_the_composition(make_desk):
    desk = make_desk(published_sets=["Catalog_Валюты"])

    found = desk.call("GET", "$metadata", "$format=json")

    assert (
        found.content_type,
        all(name.startswith("Catalog_Валюты") for name in types(desk)),
    ) == ("application/xml;charset=utf-8", True)


def test_metadata_declares_posting_and_slices(desk):
    document = ET.fromstring(desk.call("GET", "$metadata").body)
    functions = [
        (one.get("Name"), one.find(f"{EDM}Parameter").get("Type")) for one in document.iter(f"{EDM}FunctionImport")
    ]

    assert ("Post", f"StandardODATA.{ORDERS}") in functions
    assert ("SliceLast", "StandardODATA.InformationRegister_ЦеныНоменклатуры_RecordType") in functions


def test_without_a_wish_for_json_the_answer_is_a_feed(desk):
    desk.accept = {}

    found = desk.call("GET", "Catalog_Валюты")

    assert (
        found.content_type,
        ET.fromstring(found.body).find(".//{*}properties/{*}Description").text,
    ) == ("application/atom+xml;type=feed;charset=utf-8", "RUB")


def test_a_refusal_speaks_the_language_that_was_asked_for(desk):
    in_json = orjson.loads(desk.call("GET", "Catalog_Нет").body)
    desk.accept = {}
    in_xml = ET.fromstring(desk.call("GET", "Catalog_Нет").body)

    assert (in_json["odata.error"]["code"], in_xml.find("{*}code").text) == ("8", "8")


def test_the_root_lists_the_sets(desk):
    assert desk.get("")["value"][0] == {"name": ORDERS, "url": ORDERS}


def test_the_newest_price_of_each_kind_is_sliced_by_a_condition_with_plain_quotes(desk):
    item = desk.item()
    kind = desk.company.price_kinds[0]
    prices = "InformationRegister_ЦеныНоменклатуры_RecordType"
    condition = f"Номенклатура_Key eq guid'{item.guid}' and ВидЦены_Key eq guid'{kind.guid}'"

    in_path = desk.rows(f"{prices}/SliceLast(Condition='{condition}')")
    in_query = desk.rows(f"{prices}/SliceLast", f"Condition={condition}")
    earlier = desk.rows(f"{prices}/SliceLast(Period=datetime'2025-01-01T00:00:00',Condition='{condition}')")

    assert [float(item.price * kind.factor)] == [one["Цена"] for one in in_path]
    assert (in_path, []) == (in_query, earlier)


def test_a_constant_is_a_set_with_one_value_unless_the_base_writes_an_object(make_desk):
    name = "Constant_НеЗакрыватьЗаказыКлиентовБезПолнойОплаты"

    as_set = make_desk().get(name)
    as_object = make_desk(constant_form="object").get(name)

    assert (as_set["value"], as_object["Value"]) == ([{"Value": True}], True)
