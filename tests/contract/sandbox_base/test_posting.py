import pytest

from sandbox.base import settlements

EMPTY = "00000000-0000-0000-0000-000000000000"
ORDERS = "Document_ЗаказКлиента"
HIDDEN = "Ошибка при выполнении обработчика - 'ОбработкаПроведения'"


def draft(desk, /, **over):
    return desk.post(ORDERS, desk.body(**over))["Ref_Key"]


def stage(**over):
    return {
        "LineNumber": 1,
        "ВариантОплаты": "КредитПослеОтгрузки",
        "ВариантОтсчета": "ОтДатыЗаказа",
        "ДатаПлатежа": "2026-03-20T00:00:00",
        "ПроцентПлатежа": 100,
        "СуммаПлатежа": 2440,
    } | over


def test_a_complete_order_posts_and_1c_fills_the_stages_from_the_agreement(desk):
    guid = draft(desk)

    status, body = desk.post_document(guid)

    row = desk.order(guid)
    stages = [(one["ВариантОплаты"], one["СуммаПлатежа"], one["ДатаПлатежа"]) for one in row["ЭтапыГрафикаОплаты"]]
    assert (status, body, row["Posted"]) == (200, "", True)
    assert stages == [("КредитПослеОтгрузки", 2440, "2026-03-19T00:00:00")]


def test_the_last_stage_takes_the_kopecks(desk):
    client = desk.client_paying("mixed")
    guid = desk.posted(client, Товары=[desk.line(1, СуммаСНДС=100.05, Сумма=100.05)])

    assert [one["СуммаПлатежа"] for one in desk.order(guid)["ЭтапыГрафикаОплаты"]] == [30.02, 70.03]


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_post_and_unpost_look_at_no_verb(desk, verb):
    guid = draft(desk)

    posted = [desk.call(verb, f"{ORDERS}(guid'{guid}')/{act}").status for act in ("Post", "Post()", "Unpost")]

    assert (posted, desk.order(guid)["Posted"]) == ([200, 200, 200], False)


def test_operational_posting_is_forbidden(desk):
    guid = draft(desk)

    assert desk.refusal("POST", f"{ORDERS}(guid'{guid}')/Post", "PostingModeOperational=true") == (500, "-1")


@pytest.mark.parametrize(
    "over",
    [
        {"Партнер_Key": EMPTY},
        {"Контрагент_Key": EMPTY},
        {"Соглашение_Key": EMPTY},
        {"Склад_Key": EMPTY},
        {"Валюта_Key": EMPTY},
        {"НалогообложениеНДС": ""},
        {"Товары": []},
    ],
)
def test_an_order_without_what_posting_needs_is_refused_without_a_reason(desk, over):
    guid = draft(desk, **over)

    status, text = desk.post_document(guid)

    assert (status, HIDDEN in text, desk.order(guid)["Posted"]) == (500, True, False)
    assert desk.base.journal[-1]["text"]


def test_the_reason_of_a_refusal_can_be_shown(make_desk):
    desk = make_desk(refusal_text="shown")

    assert "Поле «Партнер» не заполнено" in desk.post_document(draft(desk, Партнер_Key=EMPTY))[1]


@pytest.mark.parametrize("line", [{"Номенклатура_Key": EMPTY}, {"Количество": 0}, {"СтавкаНДС_Key": EMPTY}])
def test_a_row_without_item_quantity_or_rate_stops_the_posting(desk, line):
    assert desk.post_document(draft(desk, Товары=[desk.line(1, **line)]))[0] == 500


def test_services_alone_need_no_warehouse(desk):
    row = desk.line(1, Номенклатура_Key=desk.item("service").guid, ВариантОбеспечения="Отгрузить", Склад_Key=EMPTY)

    assert desk.post_document(draft(desk, Склад_Key=EMPTY, Товары=[row]))[0] == 200


def test_an_agreement_with_contracts_wants_the_contract(desk):
    client = next(one for one in desk.company.clients if one.agreement and one.agreement.payment == "by_contract")
    contract = desk.base.find("Catalog_ДоговорыКонтрагентов", Контрагент_Key=client.requisites[0].guid)

    without = desk.post(ORDERS, desk.body(client))["Ref_Key"]
    with_it = desk.post(ORDERS, desk.body(client, Договор_Key=contract["Ref_Key"]))["Ref_Key"]

    assert [desk.post_document(guid)[0] for guid in (without, with_it)] == [500, 200]


@pytest.mark.parametrize(
    "over",
    [
        {"ВариантОтсчета": ""},
        {"ВариантОплаты": ""},
        {"ДатаПлатежа": "2026-03-01T00:00:00"},
        {"ПроцентПлатежа": 90},
    ],
)
def test_sent_stages_are_checked(desk, over):
    assert desk.post_document(draft(desk, ЭтапыГрафикаОплаты=[stage(**over)]))[0] == 500


def test_right_stages_are_kept(desk):
    guid = desk.posted(ЭтапыГрафикаОплаты=[stage()])

    assert desk.order(guid)["ЭтапыГрафикаОплаты"][0]["ДатаПлатежа"] == "2026-03-20T00:00:00"


def test_stages_left_over_from_other_rows_are_spread_over_the_new_sum(desk):
    client = desk.client_paying("mixed")
    guid = desk.posted(client)
    dates = [one["ДатаПлатежа"] for one in desk.order(guid)["ЭтапыГрафикаОплаты"]]

    desk.patch(f"{ORDERS}(guid'{guid}')", {"Товары": [desk.line(1, КодСтроки="1", СуммаСНДС=1000.01)]})
    desk.post_document(guid)

    stages = desk.order(guid)["ЭтапыГрафикаОплаты"]
    assert [(one["ПроцентПлатежа"], one["СуммаПлатежа"]) for one in stages] == [(30, 300), (70, 700.01)]
    assert [one["ДатаПлатежа"] for one in stages] == dates


def test_an_order_settled_by_invoices_has_no_stages(desk):
    guid = desk.posted(ПорядокРасчетов="ПоНакладным", ЭтапыГрафикаОплаты=[stage()])

    assert desk.order(guid)["ЭтапыГрафикаОплаты"] == []


def test_a_refused_posting_leaves_the_old_movements(desk):
    guid = desk.posted()
    settlements.pay(desk.base, guid, desk.base.facts[guid].movements["СуммаДокумента"])

    desk.patch(f"{ORDERS}(guid'{guid}')", {"Товары": [desk.line(1, Количество=0, СуммаСНДС=100)]})
    status = desk.post_document(guid)[0]
    settlements.settle(desk.base, guid)

    assert (
        status,
        desk.order(guid)["Posted"],
        desk.state(guid)["СуммаОплаты"],
        desk.state(guid)["ПроцентОплаты"],
    ) == (500, True, 2440, 100)


def test_a_marked_order_cannot_be_posted(desk):
    guid = draft(desk)
    desk.patch(f"{ORDERS}(guid'{guid}')", {"DeletionMark": True})

    assert desk.post_document(guid)[0] == 500


def test_a_flag_alone_posts_nothing(desk):
    guid = draft(desk)

    assert True is desk.patch(f"{ORDERS}(guid'{guid}')", {"Posted": True})["Posted"]
    assert None is desk.state(guid)


def test_a_closed_period_refuses_writing_and_posting(make_desk):
    desk = make_desk(period_closed="2026-03-31")

    assert desk.refusal("POST", ORDERS, "", desk.body()) == (500, "-1")


def test_postings_can_be_made_to_fail(make_desk):
    desk = make_desk(post_fail=1)
    guid = draft(desk)

    assert [desk.post_document(guid)[0] for _ in range(2)] == [500, 200]


def test_stock_control_refuses_what_is_to_be_shipped_and_not_at_hand(make_desk):
    desk = make_desk(stock_control=True, in_stock=False)
    rows = [desk.line(1, ВариантОбеспечения="Отгрузить")]

    assert [desk.post_document(draft(desk, **over))[0] for over in ({"Товары": rows}, {})] == [500, 200]


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ({"minimum_sum": 5000}, "минимально допустимая сумма заказа в соглашении"),
        ({"minimum_price": 5000}, "Цена должна быть не ниже фиксированной цены в соглашении"),
        ({"overdue_debt": 1500}, "имеется просроченная задолженность на сумму 1500 RUB"),
        ({"debt_limit": 1}, "превышена допустимая сумма кредита на 2439"),
    ],
)
def test_an_order_may_not_go_against_the_terms_of_sale(make_desk, switch, said):
    desk = make_desk(refusal_text="shown", **switch)

    status, text = desk.post_document(draft(desk))

    assert (status, said in text) == (500, True)
    assert desk.post_document(draft(desk, Статус="НеСогласован"))[0] == 200


def test_an_item_outside_the_agreements_segment_is_refused(make_desk):
    desk = make_desk(refusal_text="shown")
    guid = draft(desk)
    desk.base.switches.outside_segment = [desk.order(guid)["Товары"][0]["Номенклатура_Key"]]

    assert "должна входить в сегмент номенклатуры" in desk.post_document(guid)[1]


def test_discounts_must_be_calculated_where_they_are_automatic(make_desk):
    desk = make_desk(auto_discounts=True)

    assert [desk.post_document(draft(desk, СкидкиРассчитаны=done))[0] for done in (False, True)] == [500, 200]


def test_agreements_may_not_be_in_use(make_desk):
    desk = make_desk(agreements=False)

    assert desk.post_document(draft(desk, Соглашение_Key=EMPTY))[0] == 200


@pytest.mark.parametrize(("control", "expected"), [("off", 200), ("quantity", 200), ("rows", 500)])
def test_a_dearer_row_of_a_shipped_order_passes_unless_rows_are_frozen(make_desk, control, expected):
    desk = make_desk(after_shipment_control=control)
    guid = desk.posted()
    settlements.ship(desk.base, guid, settlements.quantities_of(desk.base, guid, 100))

    row = desk.line(1, КодСтроки="1", Цена=2000, СуммаСНДС=4000, ВариантОбеспечения="Отгрузить")
    desk.patch(f"{ORDERS}(guid'{guid}')", {"Товары": [row], "ЭтапыГрафикаОплаты": []})

    assert expected == desk.post_document(guid)[0]


@pytest.mark.parametrize(
    "rows",
    [
        [{"КодСтроки": "1", "Количество": 1}],
        [{"КодСтроки": "0"}],
        [{"КодСтроки": "1", "Отменено": True}],
        [{"КодСтроки": "1", "Номенклатура_Key": "0a000000-0000-4000-8000-000000000081"}],
    ],
)
def test_what_is_shipped_cannot_be_taken_out_of_the_order(desk, rows):
    guid = desk.posted()
    settlements.ship(desk.base, guid, settlements.quantities_of(desk.base, guid, 100))

    lines = [desk.line(number, **one) for number, one in enumerate(rows, 1)]
    desk.patch(f"{ORDERS}(guid'{guid}')", {"Товары": lines, "ЭтапыГрафикаОплаты": []})

    assert desk.post_document(guid)[0] == 500
    assert desk.refusal("POST", f"{ORDERS}(guid'{guid}')/Unpost") == (500, "-1")


def test_an_order_is_closed_only_when_paid_and_shipped(desk):
    guid = desk.posted()
    early = desk.post_document(draft(desk, Статус="Закрыт"))[0]
    settlements.pay(desk.base, guid, settlements.share(desk.base, guid, 100))
    settlements.ship(desk.base, guid, settlements.quantities_of(desk.base, guid, 100))

    desk.patch(f"{ORDERS}(guid'{guid}')", {"Статус": "Закрыт"})

    assert (early, desk.post_document(guid)[0], desk.state(guid)["Состояние"]) == (500, 200, "Закрыт")


def test_without_control_an_order_is_closed_at_any_time(make_desk):
    desk = make_desk(control_close=False)

    assert desk.post_document(draft(desk, Статус="Закрыт"))[0] == 200


def test_an_order_waits_for_approval_where_approval_is_on(make_desk):
    desk = make_desk(approval=True)

    assert [desk.post_document(draft(desk, Статус=one))[0] for one in ("КОбеспечению", "НеСогласован")] == [500, 200]
