from sandbox.base import payees
from sandbox.base.control import clerk, requests

EMPTY = "00000000-0000-0000-0000-000000000000"
ORDERS = "Document_ЗаказКлиента"


def test_a_new_order_is_filled_with_the_guesses_of_its_user(desk):
    row = desk.post(ORDERS, {})

    assert (
        desk.base.user,
        desk.base.user,
        desk.company.organisations[0].guid,
        desk.company.warehouses[0].guid,
        "КОбеспечению",
        "ПродажаОблагаетсяНДС",
        "ПоЗаказам",
        True,
    ) == tuple(
        row[name]
        for name in (
            "Автор",
            "Менеджер_Key",
            "Организация_Key",
            "Склад_Key",
            "Статус",
            "НалогообложениеНДС",
            "ПорядокРасчетов",
            "НеОтгружатьЧастями",
        )
    )


def test_the_organisation_is_guessed_from_the_user_s_earlier_orders(desk):
    other = desk.company.organisations[1].guid
    for _ in range(2):
        desk.post(ORDERS, {"Организация_Key": other})

    assert desk.post(ORDERS, {})["Организация_Key"] == other


def test_account_and_cash_desk_of_the_guess_stay_where_another_organisation_is_sent(desk):
    guessed, sent = (one.guid for one in desk.company.organisations[:2])

    row = desk.post(ORDERS, {"Организация_Key": sent})

    assert (row["БанковскийСчет_Key"], row["Касса_Key"]) == (
        payees.accounts_of(guessed)[0],
        payees.cash_desk_of(guessed),
    )
    assert payees.invoice(desk.base, row)["payee"] == desk.company.organisations[0].name


def test_an_order_without_an_account_is_to_be_paid_to_its_organisation(desk):
    sent = desk.company.organisations[1]

    row = desk.post(ORDERS, {"Организация_Key": sent.guid, "БанковскийСчет_Key": EMPTY})

    assert payees.invoice(desk.base, row) == {"payee": sent.name, "account": ""}


def test_the_form_fills_the_account_of_the_organisation_that_a_person_chooses(desk):
    other = desk.company.organisations[1].guid
    rows = [requests.RowRequest(item=desk.item().guid, price=100)]
    typed = requests.OrderRequest(client=desk.client.guid, rows=rows)

    row = clerk.create(desk.base, typed)
    edited = clerk.edit(desk.base, row["Ref_Key"], requests.EditRequest(header={"Организация_Key": other}))

    assert row["БанковскийСчет_Key"] == payees.accounts_of(row["Организация_Key"])[0]
    assert edited["БанковскийСчет_Key"] == payees.accounts_of(other)[0]


def test_what_the_agreement_knows_is_not_filled(desk):
    row = desk.post(ORDERS, {"Соглашение_Key": desk.client.agreement.guid})

    assert (row["ХозяйственнаяОперация"], row["ФормаОплаты"], row["ЦенаВключаетНДС"]) == ("", "", False)


def test_sent_values_win_over_the_filling(desk):
    row = desk.post(ORDERS, {"Статус": "НеСогласован", "Менеджер_Key": EMPTY})

    assert (row["Статус"], row["Менеджер_Key"]) == ("НеСогласован", EMPTY)


def test_the_date_of_an_order_is_the_base_s_own_local_time(desk):
    moment = desk.base.clock.now()

    assert moment.isoformat()[:16] == desk.post(ORDERS, {})["Date"][:16]


def test_a_legal_entity_is_its_own_head_office(desk):
    row = desk.post("Catalog_Контрагенты", {"Description": "Ромашка"})

    assert row["Ref_Key"] == row["ГоловнойКонтрагент_Key"]


def test_numbers_open_with_the_organisation_s_prefix_and_count_by_prefix(desk):
    first, second = desk.company.organisations[:2]

    numbers = [desk.post(ORDERS, {"Организация_Key": guid})["Number"] for guid in (first.guid, second.guid, first.guid)]

    assert numbers == ["ТД00-000001", "СС00-000001", "ТД00-000002"]


def test_numbers_begin_anew_every_year(desk):
    numbers = [desk.post(ORDERS, {"Date": f"{year}-03-05T12:00:00"})["Number"] for year in (2026, 2027)]

    assert numbers == ["ТД00-000001", "ТД00-000001"]


def test_an_order_moved_to_another_year_is_numbered_there(desk):
    desk.post(ORDERS, {"Date": "2026-03-05T12:00:00"})
    row = desk.post(ORDERS, {"Date": "2026-03-05T12:00:00"})

    after = desk.patch(f"{ORDERS}(guid'{row['Ref_Key']}')", {"Date": "2027-01-11T12:00:00"})

    assert (row["Number"], after["Number"]) == ("ТД00-000002", "ТД00-000001")


def test_another_organisation_gives_another_number(desk):
    row = desk.post(ORDERS, {})

    after = desk.patch(f"{ORDERS}(guid'{row['Ref_Key']}')", {"Организация_Key": desk.company.organisations[1].guid})

    assert (row["Number"], after["Number"]) == ("ТД00-000001", "СС00-000001")


def test_a_number_sent_from_outside_is_kept_cut_and_refused_twice(desk):
    row = desk.post(ORDERS, {"Number": "DEAL-0000001042"})

    assert row["Number"] == "DEAL-000000"
    assert desk.refusal("POST", ORDERS, "", {"Number": "DEAL-000000"}) == (500, "-1")


def test_the_sum_of_an_order_leaves_cancelled_rows_out(desk):
    row = desk.post(ORDERS, desk.body(Товары=[desk.line(1), desk.line(2, Отменено=True)], СуммаДокумента=1))

    assert row["СуммаДокумента"] == 2440


def test_row_sums_are_not_recomputed(desk):
    row = desk.post(ORDERS, desk.body(Товары=[desk.line(1, Цена=1)]))

    assert (row["Товары"][0]["Цена"], row["Товары"][0]["Сумма"]) == (1, 2440)


def test_the_shipment_date_of_an_order_shipped_in_parts_comes_from_its_rows(desk):
    rows = [desk.line(1), desk.line(2, ДатаОтгрузки="2026-03-20T00:00:00")]

    assert desk.post(ORDERS, desk.body(Товары=rows))["ДатаОтгрузки"] == "2026-03-10T00:00:00"


def test_a_cancelled_row_has_no_say_in_the_shipment_date(desk):
    rows = [desk.line(1, Отменено=True), desk.line(2, ДатаОтгрузки="2026-03-20T00:00:00")]

    assert desk.post(ORDERS, desk.body(Товары=rows))["ДатаОтгрузки"] == "2026-03-20T00:00:00"


def test_an_order_that_is_not_agreed_yet_has_no_shipment_date(desk):
    assert desk.post(ORDERS, desk.body(Статус="НеСогласован"))["ДатаОтгрузки"] == "0001-01-01T00:00:00"


def test_rows_of_an_order_shipped_whole_take_its_date(desk):
    order = desk.post(ORDERS, desk.body(НеОтгружатьЧастями=True, ДатаОтгрузки="2026-03-25T00:00:00"))

    assert [row["ДатаОтгрузки"] for row in order["Товары"]] == ["2026-03-25T00:00:00"]


def test_the_settlement_order_that_is_sent_is_trusted(desk):
    assert desk.post(ORDERS, desk.body(ПорядокРасчетов="ПоНакладным"))["ПорядокРасчетов"] == "ПоНакладным"


def test_a_plain_write_takes_the_approval_back(desk):
    guid = desk.posted()
    approved = desk.order(guid)["Согласован"]

    after = desk.patch(f"{ORDERS}(guid'{guid}')", {"Комментарий": "а"})

    assert (approved, after["Согласован"], after["Posted"]) == (True, False, True)
