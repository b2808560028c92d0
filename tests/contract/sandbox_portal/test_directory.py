"""Companies, contacts, requisites and products as people keep them; deletions and what hangs on them."""


async def test_a_person_types_a_new_phone_over_the_old_one_and_adds_an_email(rest, events) -> None:
    company = (await rest.control("POST", "companies", {"title": "А", "phone": "+74950000000", "manager": 11}))["item"]
    events.clear()

    edited = await rest.control("POST", f"companies/{company['id']}", {"phone": "+74951111111", "email": "a@ex.ru"})
    await rest.control("POST", f"companies/{company['id']}", {"title": "А"})

    assert [row["value"] for row in edited["item"]["fm"]] == ["+74951111111", "a@ex.ru"]
    assert [(event.name, event.user_id) for event in events] == [("ONCRMCOMPANYUPDATE", 11)]


async def test_requisites_are_added_to_a_contact_and_edited_by_their_names(rest, events) -> None:
    person = (await rest.control("POST", "contacts", {"name": "Анна", "post": "директор"}))["item"]
    added = await rest.control("POST", "requisites", {"contact": person["id"], "preset": 3, "name": "Физ. лицо"})
    events.clear()

    edited = await rest.control("POST", f"requisites/{added['ID']}", {"RQ_INN": "500100732259", "by": 12})

    assert (added["ENTITY_TYPE_ID"], added["PRESET_ID"], edited["RQ_INN"]) == ("3", "3", "500100732259")
    assert [(event.name, event.user_id) for event in events] == [("ONCRMREQUISITEUPDATE", 12)]
    shown = await rest.control("GET", f"contacts/{person['id']}")
    assert [row["RQ_INN"] for row in shown["requisites"]] == ["500100732259"]


async def test_a_product_is_renamed_and_gets_a_new_price_and_rate(rest, bolt) -> None:
    sent = {"name": "Болт М8", "price": 130, "vat": None, "article": "AB-2", "barcode": "2000000000015", "measure": 166}

    await rest.control("POST", f"products/{bolt}", sent)

    product = (await rest.control("GET", "products"))[0]
    assert (product["name"], product["prices"][0]["price"], product["measure"]) == ("Болт М8", 130, 4)
    assert (product["property101"]["value"], product["property103"]["value"]) == ("AB-2", "2000000000015")
    vat = await rest.result("catalog.vat.get", {"id": product["vatId"]})
    assert vat["vat"]["name"] == "Без НДС"


async def test_a_unit_that_is_new_gets_its_own_measure_and_rows_take_it(rest) -> None:
    product = await rest.control(
        "POST", "products", {"name": "Доставка", "type": "service", "measure": 356, "unit": "ч"}
    )
    deal = await rest.new_deal()

    rows = await rest.set_rows(deal, {"productId": product["id"], "price": 1})

    assert (rows[0]["measureCode"], rows[0]["measureName"], rows[0]["type"]) == (356, "ч", 7)


async def test_everything_is_listed_and_what_is_missing_is_a_404(rest, client_company) -> None:
    await rest.control("POST", "contacts", {"name": "Анна", "company": client_company["item"]["id"]})

    sizes = [len(await rest.control("GET", name)) for name in ("companies", "contacts", "requisites", "users")]
    missing = [
        (await rest.client.post(f"/control/{path}", json={})).status_code
        for path in ("deals/99", "products/99", "requisites/99", "users/99")
    ]

    assert sizes == [1, 1, 2, 2]
    assert missing == [404] * 4


async def test_a_deleted_company_leaves_its_contacts_without_it(rest, events) -> None:
    number = await rest.result("crm.company.add", {"fields": {"TITLE": "А"}})
    person = await rest.result("crm.contact.add", {"fields": {"NAME": "Анна", "COMPANY_ID": number}})
    people = await rest.result("crm.company.contact.items.get", {"id": number})

    await rest.result("crm.company.delete", {"id": number})

    assert [row["CONTACT_ID"] for row in people] == [person]
    assert (await rest.result("crm.contact.get", {"id": person}))["COMPANY_ID"] == "0"
    assert events[-1].name == "ONCRMCOMPANYDELETE"


async def test_a_companys_contacts_are_replaced_as_a_set(rest, events) -> None:
    people = [(await rest.control("POST", "contacts", {"name": name}))["item"]["id"] for name in ("А", "Б", "В")]
    made = await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"contactIds": people[:2]}})
    number = made["item"]["id"]
    events.clear()

    change = {"entityTypeId": 4, "id": number, "fields": {"contactIds": people[1:]}}
    changed = await rest.result("crm.item.update", change)
    await rest.result("crm.item.update", change)

    assert (made["item"]["contactIds"], changed["item"]["contactIds"]) == (people[:2], people[1:])
    assert [event.name for event in events] == ["ONCRMCOMPANYUPDATE"]


async def test_single_contacts_of_a_deal_are_added_once_and_taken_away(rest) -> None:
    people = [(await rest.control("POST", "contacts", {"name": name}))["item"]["id"] for name in ("А", "Б")]
    deal = await rest.new_deal(contactIds=people[:1])
    one = {"id": deal, "fields": {"CONTACT_ID": people[1]}}

    added = [await rest.result("crm.deal.contact.add", one) for _ in range(2)]
    both = (await rest.deal(deal))["contactIds"]
    await rest.result("crm.deal.contact.delete", one)

    assert (added, both) == ([True, False], people)
    assert (await rest.deal(deal))["contactIds"] == people[:1]


async def test_an_address_is_changed_and_taken_away(rest, client_company, events) -> None:
    key = {"TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 1}
    await rest.result("crm.address.add", {"fields": key | {"CITY": "Тюмень"}})
    events.clear()

    await rest.result("crm.address.update", {"fields": key | {"CITY": "Омск"}})
    listed = await rest.result("crm.address.list", {"filter": {"ENTITY_ID": 1}, "select": ["CITY"]})
    await rest.result("crm.address.delete", {"fields": key})
    gone = await rest.answer("crm.address.update", {"fields": key})

    assert (listed, gone.status_code) == ([{"CITY": "Омск"}], 400)
    assert [event.name for event in events] == ["ONCRMADDRESSREGISTER", "ONCRMADDRESSUNREGISTER"]


async def test_a_requisite_and_its_link_are_removed(rest, client_company, events) -> None:
    deal = await rest.new_deal(companyId=client_company["item"]["id"])
    foreign = {"ENTITY_TYPE_ID": 2, "ENTITY_ID": deal, "REQUISITE_ID": 77, "BANK_DETAIL_ID": 0}

    refused = await rest.refusal(
        "crm.requisite.link.register", {"fields": foreign | {"MC_REQUISITE_ID": 0, "MC_BANK_DETAIL_ID": 0}}
    )
    await rest.result("crm.requisite.link.unregister", {"entityTypeId": 2, "entityId": deal})
    unlinked = await rest.refusal("crm.requisite.link.get", {"entityTypeId": 2, "entityId": deal})
    await rest.result("crm.requisite.delete", {"id": 2})

    assert [refused, unlinked] == [(400, "")] * 2
    assert events[-1].name == "ONCRMREQUISITEDELETE"
    assert [row["ID"] for row in await rest.result("crm.requisite.list")] == ["1"]


async def test_comments_are_read_changed_and_deleted_by_their_owner_keys(rest) -> None:
    deal = await rest.new_deal()
    fields = {"ENTITY_ID": deal, "ENTITY_TYPE": "deal", "COMMENT": "первое"}
    number = await rest.result("crm.timeline.comment.add", {"fields": fields})

    await rest.result("crm.timeline.comment.update", {"id": number, "fields": {"COMMENT": "второе"}})
    listed = await rest.result("crm.timeline.comment.list", {"filter": {"ENTITY_ID": deal, "ENTITY_TYPE": "deal"}})
    unowned = await rest.refusal("crm.timeline.comment.list", {"filter": {}})
    await rest.result("crm.timeline.comment.delete", {"id": number})
    gone = await rest.refusal("crm.timeline.comment.get", {"id": number})

    assert [(row["ID"], row["COMMENT"], row["AUTHOR_ID"]) for row in listed] == [(str(number), "второе", "7")]
    assert [unowned[0], gone[0]] == [400, 400]


async def test_a_todo_of_a_deal_is_described_anew_listed_while_it_is_open_and_completed(rest) -> None:
    deal = await rest.new_deal()
    todo = {"ownerTypeId": 2, "ownerId": deal, "title": "Позвонить", "description": "раз", "responsibleId": 12}
    open_ones = {"filter": {"OWNER_TYPE_ID": 2, "OWNER_ID": deal, "PROVIDER_ID": "CRM_TODO", "COMPLETED": "N"}}
    undated = await rest.refusal("crm.activity.todo.add", todo)
    made = await rest.result("crm.activity.todo.add", todo | {"deadline": "2026-11-29T12:00:00+03:00"})

    await rest.result("crm.activity.todo.updateDescription", todo | {"id": made["id"], "value": "два"})
    listed = await rest.result("crm.activity.list", open_ones)
    await rest.result("crm.activity.update", {"id": made["id"], "fields": {"COMPLETED": "Y"}})

    assert undated[0] == 400
    assert [(row["ID"], row["SUBJECT"], row["DESCRIPTION"]) for row in listed] == [
        (str(made["id"]), "Позвонить", "два")
    ]
    assert await rest.result("crm.activity.list", open_ones) == []


async def test_an_enumeration_is_extended_and_the_field_removed_with_its_values(rest) -> None:
    fields = {"FIELD_NAME": "ORG", "USER_TYPE_ID": "enumeration", "LIST": [{"VALUE": "Дом", "XML_ID": "cc"}]}
    number = await rest.result("crm.deal.userfield.add", {"fields": fields})
    first = (await rest.result("crm.deal.userfield.get", {"id": number}))["LIST"][0]["ID"]
    deal = await rest.new_deal(ufCrmOrg=int(first))

    more = [{"ID": first, "VALUE": "Торговый дом"}, {"VALUE": "Склад", "XML_ID": "dd"}]
    await rest.result("crm.deal.userfield.update", {"id": number, "fields": {"LIST": more}})
    changed = (await rest.result("crm.deal.userfield.get", {"id": number}))["LIST"]
    await rest.result("crm.deal.userfield.delete", {"id": number})

    assert [(one["VALUE"], one["XML_ID"]) for one in changed] == [("Торговый дом", "cc"), ("Склад", "dd")]
    assert "ufCrmOrg" not in await rest.deal(deal)


async def test_both_pipelines_have_the_customers_stages_under_their_own_codes(rest) -> None:
    pipelines = (await rest.result("crm.category.list", {"entityTypeId": 2}))["categories"]
    params = {"order": {"SORT": "ASC"}, "filter": {"ENTITY_ID": "DEAL_STAGE_3"}}
    stages = await rest.result("crm.status.list", params)

    assert [(row["id"], row["name"], "originId" in row) for row in pipelines] == [(3, "Опт", True), (0, "Общая", False)]
    assert [(row["STATUS_ID"], row["NAME"], row["SEMANTICS"]) for row in stages[:6]] == [
        ("C3:NEW", "Поступил заказ", None),
        ("C3:PREPARATION", "Заказ в работе", None),
        ("C3:PREPAYMENT_INVOICE", "Счет выставлен", None),
        ("C3:EXECUTING", "Отгружен", None),
        ("C3:FINAL_INVOICE", "Счет оплачен", None),
        ("C3:WON", "Отгружен и оплачен", "S"),
    ]
    await rest.control("POST", "switches", {"status_list_paging": True})
    assert len(await rest.result("crm.status.list", params | {"start": 0})) == 8


async def test_a_portal_that_is_gone_and_a_plain_address_are_refused(rest) -> None:
    await rest.control("POST", "switches", {"https_required": True})
    plain = await rest.refusal("server.time")
    await rest.control("POST", "switches", {"https_required": False, "portal_deleted_status": 410})
    gone = await rest.refusal("server.time")

    assert [plain, gone] == [(400, "INVALID_REQUEST"), (410, "PORTAL_DELETED")]


async def test_a_slow_call_is_late_and_done(rest) -> None:
    for commit in (True, False):
        await rest.control("POST", "faults", {"kind": "slow", "delay_ms": 5, "commit": commit})
        await rest.new_deal()

    assert len(await rest.control("GET", "deals")) == 2
    assert await rest.control("GET", "faults") == []


async def test_an_empty_value_in_a_filter_may_find_everybodys_requisites(rest, client_company) -> None:
    asked = {"filter": {"ENTITY_ID": "", "ENTITY_TYPE_ID": 4}}

    usual = await rest.result("crm.requisite.list", asked)
    await rest.control("POST", "switches", {"empty_filter_value": "everything"})
    dangerous = await rest.result("crm.requisite.list", asked)

    assert (len(usual), len(dangerous)) == (0, 2)
