"""Product rows of a deal: saving, amounts, refusals, the old methods."""


async def test_set_returns_the_documented_row_without_a_store(rest, bolt) -> None:
    deal = await rest.new_deal(title="Заказ 15")

    rows = await rest.set_rows(
        deal,
        {"productId": bolt, "price": 120, "quantity": 2, "taxRate": 20, "taxIncluded": "Y", "measureCode": 796},
    )

    expected = {
        "ownerId": deal,
        "ownerType": "D",
        "productId": bolt,
        "productName": "Болт",
        "price": 120,
        "priceAccount": 120,
        "priceExclusive": 100,
        "priceNetto": 100,
        "priceBrutto": 120,
        "quantity": 2,
        "discountTypeId": 2,
        "discountRate": 0,
        "discountSum": 0,
        "taxRate": 20,
        "taxIncluded": "Y",
        "customized": "Y",
        "measureCode": 796,
        "measureName": "шт",
        "sort": 10,
        "xmlId": "",
        "type": 1,
    }
    assert expected == {key: value for key, value in rows[0].items() if key != "id"}


async def test_every_set_gives_new_row_ids_and_an_equal_set_raises_no_event(rest, bolt, events) -> None:
    deal = await rest.new_deal()
    first = await rest.set_rows(deal, {"productId": bolt, "price": 10})
    events.clear()

    second = await rest.set_rows(deal, {"productId": bolt, "price": 10})

    assert second[0]["id"] > first[0]["id"]
    assert events == []


async def test_amount_and_tax_follow_the_rows_and_an_empty_set_resets_them(rest) -> None:
    deal = await rest.new_deal(opportunity=999)
    before = (await rest.deal(deal))["opportunity"]

    await rest.set_rows(deal, {"price": 120, "quantity": 2, "taxRate": 20}, {"price": 0.35, "quantity": 3})
    filled = await rest.deal(deal)
    await rest.set_rows(deal)
    emptied = await rest.deal(deal)

    assert before == 999
    assert (filled["opportunity"], filled["taxValue"]) == (241.05, 40)
    assert (emptied["opportunity"], emptied["taxValue"]) == (0, 0)


async def test_a_sent_amount_is_overwritten_while_rows_decide_and_stays_when_manual(rest) -> None:
    deal = await rest.new_deal()
    await rest.set_rows(deal, {"price": 100})
    change = {"entityTypeId": 2, "id": deal, "fields": {"opportunity": 5}}

    await rest.result("crm.item.update", change)
    automatic = (await rest.deal(deal))["opportunity"]
    change["fields"]["isManualOpportunity"] = "Y"
    await rest.result("crm.item.update", change)
    await rest.set_rows(deal, {"price": 300})
    manual = (await rest.deal(deal))["opportunity"]

    assert (automatic, manual) == (100, 5)


async def test_a_delivery_is_in_the_amount_alone_and_stays_when_the_rows_change(rest) -> None:
    deal = await rest.new_deal()
    await rest.set_rows(deal, {"price": 240})

    card = await rest.control("POST", f"deals/{deal}", {"delivery": 500})
    await rest.set_rows(deal, {"price": 360})
    after = await rest.deal(deal)

    assert (card["deal"]["opportunity"], len(card["rows"])) == (740, 1)
    assert (after["opportunity"], "delivery" in after) == (860, False)


async def test_a_row_without_any_writable_key_vanishes_without_a_word(rest) -> None:
    deal = await rest.new_deal()

    rows = await rest.set_rows(deal, {"id": 77}, {"productName": "Доставка", "price": 500})

    assert [row["productName"] for row in rows] == ["Доставка"]


async def test_a_price_keeps_more_digits_than_its_derived_figures(rest) -> None:
    deal = await rest.new_deal()

    rows = await rest.set_rows(deal, {"price": 33.333333, "quantity": 3, "taxRate": 20})

    assert (rows[0]["price"], rows[0]["priceExclusive"]) == (33.333333, 27.78)
    assert (await rest.deal(deal))["opportunity"] == 100


async def test_a_row_list_answers_for_one_owner_only(rest) -> None:
    one, other = await rest.new_deal(), await rest.new_deal()
    await rest.set_rows(one, {"price": 1}, {"price": 2})

    rows = await rest.answer("crm.item.productrow.list", {"filter": {"=ownerType": "D", "=ownerId": one}})
    several = await rest.refusal("crm.item.productrow.list", {"filter": {"=ownerType": "D", "=ownerId": [one, other]}})
    nobody = await rest.refusal("crm.item.productrow.list", {"filter": {"=ownerType": "D"}})

    assert ([row["price"] for row in rows.json()["result"]["productRows"]], rows.json()["total"]) == ([1, 2], 2)
    assert [several, nobody] == [(400, "INVALID_ARG_VALUE")] * 2


async def test_rows_of_a_missing_deal_and_of_a_missing_product_are_refused(rest) -> None:
    deal = await rest.new_deal()
    sent = {"ownerType": "D", "ownerId": deal, "productRows": [{"productId": 404}]}

    product = await rest.refusal("crm.item.productrow.set", sent)
    owner = await rest.refusal("crm.item.productrow.set", sent | {"ownerId": 404})
    await rest.control("POST", "switches", {"check_row_product": False})
    older_build = await rest.answer("crm.item.productrow.set", sent)

    assert [product, owner] == [(400, "INVALID_ARG_VALUE"), (400, "OWNER_NOT_FOUND")]
    assert older_build.status_code == 200


async def test_a_row_edit_that_keeps_the_sum_is_silent_where_the_build_is_old(rest, events) -> None:
    deal = await rest.new_deal()
    await rest.set_rows(deal, {"price": 10, "quantity": 2})
    await rest.control("POST", "switches", {"row_edit_event": "when_sum_changes"})
    events.clear()

    await rest.set_rows(deal, {"price": 20, "quantity": 1})

    assert events == []


async def test_single_rows_are_added_changed_and_deleted_with_the_deal_saved_each_time(rest, events) -> None:
    deal = await rest.new_deal()
    events.clear()

    added = await rest.result(
        "crm.item.productrow.add", {"fields": {"ownerType": "D", "ownerId": deal, "price": 10, "productName": "А"}}
    )
    number = added["productRow"]["id"]
    changed = await rest.result("crm.item.productrow.update", {"id": number, "fields": {"price": 15}})
    after_change = (await rest.deal(deal))["opportunity"]
    await rest.result("crm.item.productrow.delete", {"id": number})

    assert (number, "А", 15) == (changed["productRow"]["id"], changed["productRow"]["productName"], after_change)
    assert [event.name for event in events] == ["ONCRMDEALUPDATE"] * 3
    assert (await rest.deal(deal))["opportunity"] == 0


async def test_the_old_methods_mix_numbers_with_strings_and_wipe_rows_sent_badly(rest, bolt) -> None:
    deal = await rest.new_deal()
    await rest.result(
        "crm.deal.productrows.set", {"id": deal, "rows": [{"PRODUCT_ID": bolt, "PRICE": 120, "QUANTITY": 2}]}
    )

    row = (await rest.result("crm.deal.productrows.get", {"id": deal}))[0]
    await rest.result("crm.deal.productrows.set", {"id": deal, "rows": "Array"})
    wiped = await rest.result("crm.deal.productrows.get", {"id": deal})

    assert ("D", 120, "120.00", str(deal)) == (row["OWNER_TYPE"], row["PRICE"], row["PRICE_ACCOUNT"], row["OWNER_ID"])
    assert wiped == []


async def test_a_row_keeps_the_name_it_is_sent_and_else_takes_its_products(rest, bolt) -> None:
    deal = await rest.new_deal()
    named = {"productId": bolt, "productName": "Болт, оцинковать", "price": 10}

    sent = await rest.set_rows(deal, named, {"productId": bolt, "price": 10})
    old = [{"PRODUCT_ID": bolt, "PRODUCT_NAME": "Болт, оцинковать"}, {"PRODUCT_ID": bolt}]
    await rest.result("crm.deal.productrows.set", {"id": deal, "rows": old})
    again = await rest.result("crm.deal.productrows.get", {"id": deal})

    assert [row["productName"] for row in sent] == ["Болт, оцинковать", "Болт"]
    assert [(row["PRODUCT_NAME"], row["ORIGINAL_PRODUCT_NAME"]) for row in again] == [
        ("Болт, оцинковать", "Болт"),
        ("Болт", "Болт"),
    ]
