import pytest

ORDERS = "Document_ЗаказКлиента"
STATES = "InformationRegister_СостоянияЗаказовКлиентов"


@pytest.fixture
def guid(desk):
    desk.post(ORDERS, desk.body(НомерПоДаннымКлиента="B24-7", Date="2026-05-05T10:00:00", АдресДоставки="Прочее"))
    return desk.posted(АдресДоставки="Срочно: позвонить")


@pytest.mark.parametrize(
    "condition",
    [
        "НомерПоДаннымКлиента eq 'B24-1042' and Date ge datetime'2026-01-01T00:00:00'",
        "Posted eq true",
        "Posted",
        "not (Posted eq false)",
        "substringof('рочно', АдресДоставки) eq true",
        "startswith(АдресДоставки, 'срочно')",
        "endswith(АдресДоставки, 'позвонить') eq true",
        "like(АдресДоставки, 'Ср_чно%')",
        "month(Date) eq 3 and year(Date) eq 2026 and day(Date) eq 5",
        "dateadd(Date, 'day', 1) lt datetime'2026-04-01T00:00:00'",
        "СуммаДокумента add 60 eq 2500 and Posted eq true",
        "Статус eq 'КОбеспечению' and Posted eq true or Number eq 'нет'",
        "Товары/any(d: d/Цена gt 1000 and d/Количество eq 2) and Posted eq true",
        "Товары/all(d: d/Цена gt 1000) and Posted eq true",
        "Number ne 'ТД00-000001'",
        "substring(Number, 6) eq '000002'",
    ],
)
def test_a_condition_finds_the_one_order_it_describes(desk, guid, condition):
    found = desk.rows(ORDERS, f"$filter={condition}&$select=Ref_Key")

    assert [guid] == [one["Ref_Key"] for one in found]


def test_a_path_goes_through_references_to_the_requisites(desk, guid):
    inn = desk.client.requisites[0].inn

    found = desk.rows(ORDERS, f"$filter=Контрагент/ИНН eq '{inn}' and Контрагент/Партнер/Клиент eq true")

    assert len(found) == 2


def test_a_path_through_an_unpublished_reference_is_refused(make_desk):
    desk = make_desk(unpublished_sets=["Catalog_Контрагенты"])

    assert desk.refusal("GET", ORDERS, "$filter=Контрагент/ИНН eq '1'") == (400, "6")


def test_a_bare_guid_beside_a_composite_finds_nothing_in_silence(desk, guid):
    assert desk.rows(STATES, f"$filter=Заказ eq guid'{guid}'") == []


def test_a_cast_guid_finds_the_composite(desk, guid):
    found = desk.rows(STATES, f"$filter=Заказ eq cast(guid'{guid}', '{ORDERS}')")

    assert [guid] == [one["Заказ"] for one in found]


def test_a_cast_to_another_type_finds_nothing(desk, guid):
    assert desk.rows(STATES, f"$filter=Заказ eq cast(guid'{guid}','Document_ЗаявкаНаВозвратТоваровОтКлиента')") == []


def test_a_cast_composite_leads_to_the_fields_of_its_object(desk, guid):
    condition = f"isof(Заказ,'{ORDERS}') and cast(Заказ,'{ORDERS}')/Статус ne 'Закрыт'"

    assert [guid] == [one["Заказ"] for one in desk.rows(STATES, f"$filter={condition}")]


def test_forty_orders_can_be_asked_for_in_one_condition(desk, guid):
    others = " or ".join(
        f"Заказ eq cast(guid'0a000000-0000-4000-8000-0000000000{number:02}','{ORDERS}')" for number in range(40)
    )

    found = desk.rows(STATES, f"$filter={others} or Заказ eq cast(guid'{guid}','{ORDERS}')")

    assert len(found) == 1


def test_strings_are_compared_without_regard_to_case_and_quotes_are_doubled(desk):
    desk.post("Catalog_Партнеры", {"Description": "О'Генри"})

    assert len(desk.rows("Catalog_Партнеры", "$filter=Description eq 'о''генри'")) == 1


def test_a_subordinate_register_is_asked_through_a_lambda_only(desk):
    prices = "InformationRegister_ЦеныНоменклатуры"
    moment = "datetime'2026-01-01T00:00:00'"

    assert desk.refusal("GET", prices, f"$filter=Period ge {moment}") == (400, "6")
    assert desk.refusal("GET", prices, f"$filter=RecordSet/Period ge {moment}") == (500, "-1")
    assert len(desk.rows(prices, f"$filter=RecordSet/any(r: r/Period ge {moment})&$orderby=Нет")) == 1


def test_rows_of_a_part_are_a_set_of_their_own(desk, guid):
    found = desk.rows(f"{ORDERS}_Товары", f"$filter=Ref_Key eq guid'{guid}'&$orderby=Ref_Key,LineNumber")

    assert [(one["LineNumber"], one["Цена"]) for one in found] == [("1", 1220)]
    assert desk.refusal("POST", f"{ORDERS}_Товары", "", {"LineNumber": 1}) == (400, "13")


@pytest.mark.parametrize("condition", ["1 div 0 eq 1", "dateadd(Date, 'лет', 1) gt Date"])
def test_what_cannot_be_computed_fails_the_query(desk, guid, condition):
    assert desk.refusal("GET", ORDERS, f"$filter={condition}") == (500, "-1")


def test_orders_named_by_their_references_are_found_among_others(desk, guid):
    stranger = "0a000000-0000-4000-8000-000000000001"

    found = desk.rows(ORDERS, f"$filter=Ref_Key eq guid'{guid}' or Ref_Key eq guid'{stranger}'&$select=Ref_Key")
    none = desk.rows(ORDERS, f"$filter=Ref_Key eq guid'{guid}' and Posted eq false")

    assert ([one["Ref_Key"] for one in found], none) == ([guid], [])
