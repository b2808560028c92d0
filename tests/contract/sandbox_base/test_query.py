import pytest

from sandbox.base.odata.service import ODataCall, answer

ORDERS = "Document_ЗаказКлиента"
CURRENCIES = "Catalog_Валюты"


def test_a_plus_for_a_space_is_refused_as_an_operation(desk):
    refused = answer(desk.base, ODataCall("GET", CURRENCIES, "$filter=Code+eq+'643'&$format=json", {}, b"", desk.root))

    assert (refused.status, "ГДЕ" in refused.body.decode()) == (500, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$filter=Date ge datetime'2026-01-01'", (400, "14")),
        ("$filter=Date ge datetime'26-01-01T00:00:00'", (400, "14")),
        ("$filter=Ref_Key gt guid'0a000000-0000-4000-8000-000000000001'", (500, "-1")),
        ("$filter=contains(Number,'1')", (400, "14")),
        ("$filter=tolower(Number) eq 'a'", (400, "14")),
        ("$filter=Нет eq 1", (400, "6")),
        ("$filter=Number eq", (400, "14")),
        ("$filter=Менеджер_Key eq '0a000000-0000-4000-8000-000000000001'", (400, "14")),
        ("$expan=Партнер", (400, "0")),
        ("$batch=1", (400, "0")),
        ("$select=Нет", (400, "6")),
        ("$orderby=Нет", (400, "6")),
        ("$top=x", (400, "14")),
        (
            "$filter=Товары/any(d: d/Цена gt 0) and Товары/any(d: d/Количество gt 0)",
            (500, "-1"),
        ),
    ],
)
def test_a_query_that_1c_refuses_is_refused_with_its_code(desk, query, expected):
    assert expected == desk.refusal("GET", ORDERS, query)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Catalog_Нет", (404, "8")),
        ("Перечисление_СтатусыЗаказовКлиентов", (404, "8")),
        (f"{ORDERS}(guid'0a000000-0000-4000-8000-000000000001')", (404, "9")),
        (f"{ORDERS}(guid'0a000000-0000-4000-8000-000000000001')/Нет", (404, "9")),
        (f"{ORDERS}(Ref_Key=1x)", (400, "6")),
        ("InformationRegister_СостоянияЗаказовКлиентов(Заказ='x')", (400, "7")),
        ("InformationRegister_ЦеныНоменклатуры/SliceLast()", (400, "11")),
    ],
)
def test_an_address_nobody_has_is_refused_with_its_code(desk, path, expected):
    assert expected == desk.refusal("GET", path)


def test_skip_comes_before_top_and_order_may_go_through_a_reference(desk):
    names = sorted(one.name.casefold() for one in desk.company.warehouses)

    page = desk.rows("Catalog_Склады", "$orderby=Description desc&$top=1&$skip=1&$select=Description")

    assert [{"Description": names[0]}] == [{"Description": one["Description"].casefold()} for one in page]


def test_order_by_a_reference_is_by_its_words(desk):
    rows = desk.rows(
        "Catalog_Контрагенты", "$orderby=Партнер_Key&$select=Партнер_Key&$format=application/json;odata=nometadata"
    )
    names = [desk.base.get("Catalog_Партнеры", one["Партнер_Key"])["Description"].casefold() for one in rows]

    assert sorted(names) == names


def test_count_is_text_with_a_byte_order_mark(desk):
    found = desk.call("GET", "Catalog_Организации/$count")

    assert (found.body, found.content_type.startswith("text/plain")) == (b"\xef\xbb\xbf3", True)


def test_inline_count_is_a_string_and_drops_the_page(desk):
    found = desk.get("Catalog_Организации", "$inlinecount=allpages&$top=1")

    assert (found["odata.count"], len(found["value"])) == ("3", 3)


def test_without_top_the_whole_table_comes_at_once(desk):
    found = desk.get("Catalog_Номенклатура", "$select=Code")

    assert ({"odata.metadata", "value"}, 25) == (set(found), len(found["value"]))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Catalog_СоглашенияСКлиентами", "НалогообложениеНДС"),
        ("Catalog_Организации", "Code"),
        ("Catalog_ДоговорыКонтрагентов", "Code"),
        ("Catalog_КонтактныеЛицаПартнеров", "Code"),
    ],
)
def test_a_field_that_releases_do_not_have_is_no_field(desk, name, field):
    assert desk.refusal("GET", name, f"$select=Ref_Key,{field}") == (400, "6")


def test_select_of_single_fields_of_a_part(desk):
    desk.post(ORDERS, desk.body())

    row = desk.rows(ORDERS, "$select=Number,Товары/Цена&$format=application/json;odata=nometadata")[0]

    assert row == {"Number": "ТД00-000001", "Товары": [{"Цена": 1220}]}


def test_two_stars_leave_the_parts_out(desk):
    desk.post(ORDERS, desk.body())

    row = desk.rows(ORDERS, "$select=**")[0]

    assert ("Статус" in row, "Товары" in row) == (True, False)


def test_expand_needs_a_published_navigation(make_desk):
    desk = make_desk(unpublished_sets=["Catalog_Партнеры"])

    assert desk.refusal("GET", "Catalog_Контрагенты", "$expand=Партнер") == (400, "6")


def test_expand_puts_the_other_object_under_its_navigation(desk):
    row = desk.rows("Catalog_Контрагенты", "$expand=Партнер&$top=1")[0]

    assert row["Партнер_Key"] == row["Партнер"]["Ref_Key"]


def test_presentations_stand_beside_references(desk):
    row = desk.rows("Catalog_ВидыЦен", "$select=ВалютаЦены_Key,*____Presentation&$top=1")[0]

    assert row["ВалютаЦены_Key____Presentation"] == "RUB"
