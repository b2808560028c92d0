"""Companies, contacts, their phones and requisites, duplicates, comments."""

PHONE = {"typeId": "PHONE", "valueType": "WORK", "value": "+74950000000"}


async def company(rest, number):
    return (await rest.result("crm.item.get", {"entityTypeId": 4, "id": number}))["item"]


async def update(rest, number, fields):
    await rest.result("crm.item.update", {"entityTypeId": 4, "id": number, "fields": fields})
    return [row["value"] for row in (await company(rest, number))["fm"]]


async def test_phones_are_added_changed_and_deleted_by_their_keys(rest) -> None:
    made = await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"title": "А", "fm": [PHONE]}})
    number, phone = made["item"]["id"], str(made["item"]["fm"][0]["id"])

    added = await update(rest, number, {"fm": {"n0": PHONE | {"value": "+74951111111"}}})
    changed = await update(rest, number, {"fm": {phone: {"typeId": "PHONE", "value": "+74952222222"}}})
    untouched = await update(rest, number, {"title": "Б"})
    deleted = await update(rest, number, {"fm": {phone: {"typeId": "PHONE", "value": ""}}})

    assert added == ["+74950000000", "+74951111111"]
    assert ["+74952222222", "+74951111111"] == changed == untouched
    assert deleted == ["+74951111111"]


async def test_phones_without_their_type_change_nothing_and_a_list_always_adds(rest) -> None:
    made = await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"title": "А", "fm": [PHONE]}})
    number, phone = made["item"]["id"], made["item"]["fm"][0]["id"]

    untyped = await update(rest, number, {"fm": {str(phone): {"value": ""}, "n0": {"value": "+74951111111"}}})
    unknown = await update(rest, number, {"fm": {"999": PHONE | {"value": "+74952222222"}}})
    listed = await update(rest, number, {"fm": [PHONE | {"id": phone, "value": "+74953333333"}]})

    assert untyped == ["+74950000000"]
    assert unknown == ["+74950000000", "+74952222222"]
    assert listed == ["+74950000000", "+74952222222", "+74953333333"]


async def test_contacts_and_companies_are_shown_among_the_fields_and_refused_when_written(rest) -> None:
    for kind, name in ((2, "contacts"), (4, "contacts"), (3, "companies")):
        described = await rest.result("crm.item.fields", {"entityTypeId": kind})
        refused = await rest.refusal("crm.item.add", {"entityTypeId": kind, "fields": {name: [1]}})

        assert described["fields"][name]["isReadOnly"] is False
        assert refused == (400, "100")


async def test_an_old_update_without_ids_multiplies_phones(rest) -> None:
    phones = {"PHONE": [{"VALUE": "+74950000000", "VALUE_TYPE": "WORK"}]}
    number = await rest.result("crm.company.add", {"fields": {"TITLE": "А", **phones}})

    await rest.result("crm.company.update", {"id": number, "fields": phones})

    shown = await rest.result("crm.company.get", {"id": number})
    assert [row["VALUE"] for row in shown["PHONE"]] == ["+74950000000"] * 2


async def test_company_and_contact_know_each_other(rest) -> None:
    number = (await rest.control("POST", "companies", {"title": "А"}))["item"]["id"]
    person = (await rest.control("POST", "contacts", {"name": "Анна", "lastName": "Белова", "company": number}))["item"]

    assert [person["id"]] == (await company(rest, number))["contactIds"]
    assert ("Анна Белова", [number]) == (person["fullName"], person["companyIds"])
    listed = await rest.result("crm.contact.company.items.get", {"id": person["id"]})
    assert [number] == [row["COMPANY_ID"] for row in listed]


async def test_a_company_more_leaves_the_others_of_a_contact_and_raises_its_event_once(rest, events) -> None:
    first, second = [(await rest.control("POST", "companies", {"title": one}))["item"]["id"] for one in "АБ"]
    person = (await rest.control("POST", "contacts", {"name": "Анна", "companies": [first]}))["item"]["id"]
    events.clear()

    more = {"id": person, "fields": {"COMPANY_ID": second}}
    answers = [await rest.result("crm.contact.company.add", more) for _ in range(2)]

    shown = (await rest.control("GET", f"contacts/{person}"))["item"]
    assert (answers, shown["companyId"], shown["companyIds"]) == ([True, False], first, [first, second])
    assert [event.name for event in events] == ["ONCRMCONTACTUPDATE"]


async def test_who_works_in_a_company_is_set_in_its_card_without_an_event_of_the_contact(rest, events) -> None:
    number = (await rest.control("POST", "companies", {"title": "А"}))["item"]["id"]
    person = (await rest.control("POST", "contacts", {"name": "Анна"}))["item"]["id"]
    events.clear()

    await rest.control("POST", f"companies/{number}", {"contacts": [person]})

    assert (await rest.control("GET", f"contacts/{person}"))["item"]["companyIds"] == [number]
    assert [event.name for event in events] == ["ONCRMCOMPANYUPDATE"]


async def test_duplicates_are_found_by_phone_in_any_spelling_and_by_email(rest) -> None:
    await rest.control("POST", "companies", {"title": "А", "phone": "+7 (495) 000-00-00", "email": "A@ex.ru"})

    by_phone = await rest.result(
        "crm.duplicate.findbycomm", {"type": "PHONE", "values": ["84950000000"], "entity_type": "COMPANY"}
    )
    by_email = await rest.result("crm.duplicate.findbycomm", {"type": "EMAIL", "values": ["a@ex.ru"]})
    nothing = await rest.result("crm.duplicate.findbycomm", {"type": "EMAIL", "values": ["b@ex.ru"]})
    await rest.control("POST", "switches", {"empty_duplicates": "object"})
    other_build = await rest.result("crm.duplicate.findbycomm", {"type": "EMAIL", "values": ["b@ex.ru"]})

    assert [by_phone, by_email, nothing, other_build] == [{"COMPANY": [1]}, {"COMPANY": [1]}, [], {}]
    refused = await rest.refusal("crm.duplicate.findbycomm", {"type": "INN", "values": ["1"]})
    assert refused == (400, "Communication type is not defined")


async def test_requisites_are_found_by_inn_and_shown_as_strings(rest, client_company) -> None:
    found = await rest.result(
        "crm.requisite.list",
        {"filter": {"RQ_INN": "7701000001", "ENTITY_TYPE_ID": 4}, "select": ["ID", "ENTITY_ID", "RQ_INN", "RQ_KPP"]},
    )

    assert found == [{"ID": "1", "ENTITY_ID": "1", "RQ_INN": "7701000001", "RQ_KPP": None}]


async def test_a_requisite_without_its_required_fields_or_its_owner_is_refused_with_an_empty_code(rest) -> None:
    nameless = await rest.refusal("crm.requisite.add", {"fields": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 1}})
    homeless = await rest.refusal(
        "crm.requisite.add", {"fields": {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 99, "PRESET_ID": 1, "NAME": "Осн."}}
    )
    missing = await rest.answer("crm.requisite.get", {"id": 27})

    assert [nameless, homeless] == [(400, ""), (400, "")]
    assert missing.json()["error_description"] == "The Requisite with ID '27' is not found"


async def test_the_portal_links_the_first_requisite_and_a_person_may_choose_another(rest, client_company) -> None:
    number = await rest.new_deal(companyId=client_company["item"]["id"])
    other = await rest.new_deal()

    own = await rest.result("crm.requisite.link.get", {"entityTypeId": 2, "entityId": number})
    none = await rest.answer("crm.requisite.link.get", {"entityTypeId": 2, "entityId": other})
    card = await rest.control("POST", f"deals/{number}", {"requisite": 2})

    assert {
        "ENTITY_TYPE_ID": 2,
        "ENTITY_ID": number,
        "REQUISITE_ID": "1",
        "BANK_DETAIL_ID": "0",
        "MC_REQUISITE_ID": "0",
        "MC_BANK_DETAIL_ID": "0",
    } == own
    assert (none.status_code, none.json()) == (400, {"error": "", "error_description": "Not found"})
    assert card["requisite_link"]["REQUISITE_ID"] == 2


async def test_our_own_requisites_cannot_be_linked_to_a_deal_unless_the_switch_lets_them(rest, client_company) -> None:
    number = await rest.new_deal(companyId=client_company["item"]["id"])
    link = {"ENTITY_TYPE_ID": 2, "ENTITY_ID": number, "REQUISITE_ID": 2, "BANK_DETAIL_ID": 0}
    sent = {"fields": {**link, "MC_REQUISITE_ID": 1, "MC_BANK_DETAIL_ID": 0}}

    refused = await rest.refusal("crm.requisite.link.register", sent)
    incomplete = await rest.refusal("crm.requisite.link.register", {"fields": link})
    await rest.control("POST", "switches", {"seller_requisite_on_deal": True})
    taken = await rest.result("crm.requisite.link.register", sent)

    assert [refused, incomplete, taken] == [(400, ""), (400, ""), True]
    listed = await rest.result("crm.requisite.link.list", {"filter": {"ENTITY_ID": number}})
    assert (listed[0]["REQUISITE_ID"], listed[0]["MC_REQUISITE_ID"]) == ("2", "1")


async def test_bank_details_and_addresses_hang_on_the_requisite(rest, client_company, events) -> None:
    bank = {"ENTITY_ID": 1, "NAME": "Банк", "RQ_BIK": "044525000", "RQ_ACC_NUM": "4070"}
    address = {"TYPE_ID": 6, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 1, "CITY": "Тюмень"}
    events.clear()

    number = await rest.result("crm.requisite.bankdetail.add", {"fields": bank})
    added = await rest.result("crm.address.add", {"fields": address})
    twice = await rest.answer("crm.address.add", {"fields": address})

    assert (number, added, twice.json()["error_description"]) == (1, True, "TypeAddress exists.")
    banks = await rest.result("crm.requisite.bankdetail.list", {"filter": {"ENTITY_ID": 1}})
    assert (banks[0]["RQ_BIK"], banks[0]["RQ_ACC_CURRENCY"]) == ("044525000", "RUB")
    listed = await rest.result("crm.address.list", {"filter": {"ENTITY_TYPE_ID": 8, "ENTITY_ID": 1}})
    assert (listed[0]["CITY"], listed[0]["ANCHOR_TYPE_ID"], listed[0]["ANCHOR_ID"]) == ("Тюмень", "4", "1")
    assert [event.name for event in events] == ["ONCRMBANKDETAILADD", "ONCRMADDRESSREGISTER"]


async def test_a_requisite_edit_that_changes_nothing_raises_no_event(rest, client_company, events) -> None:
    events.clear()

    await rest.result("crm.requisite.update", {"id": 1, "fields": {"RQ_INN": "7701000001"}})
    await rest.result("crm.requisite.update", {"id": 1, "fields": {"RQ_INN": "7701000009"}})

    assert [event.name for event in events] == ["ONCRMREQUISITEUPDATE"]


async def test_a_comment_is_activity_and_by_a_switch_also_a_change(rest, portal) -> None:
    number = await rest.new_deal()
    comment = {"fields": {"ENTITY_ID": number, "ENTITY_TYPE": "deal", "COMMENT": "1С: нет остатка"}}
    portal.clock.advance(60)

    await rest.result("crm.timeline.comment.add", comment)
    quiet = await rest.deal(number)
    await rest.control("POST", "switches", {"comment_moves_updated_time": True})
    await rest.result("crm.timeline.comment.add", comment)
    loud = await rest.deal(number)

    assert (
        quiet["updatedTime"],
        quiet["lastActivityTime"],
    ) == ("2026-03-02T12:00:00+03:00", "2026-03-02T12:01:00+03:00")
    assert loud["updatedTime"] == "2026-03-02T12:01:00+03:00"
    upper_case = await rest.refusal("crm.timeline.comment.add", {"FIELDS": comment["fields"]})
    assert upper_case[0] == 400


async def test_a_log_message_and_every_notice_of_a_webhook_are_seen_whatever_the_tag(rest) -> None:
    number = await rest.new_deal(assignedById=11)
    fields = {"entityTypeId": 2, "entityId": number, "title": "1С", "text": "Заказ проведён", "iconCode": "info"}
    notice = {"USER_ID": 11, "MESSAGE": "первое", "TAG": f"bus-deal-{number}", "CLIENT_ID": "bus"}

    made = await rest.result("crm.timeline.logmessage.add", {"fields": fields})
    await rest.result("im.notify", notice)
    await rest.result("im.notify", notice | {"MESSAGE": "второе"})

    card = await rest.control("GET", f"deals/{number}")
    assert (made["logMessage"]["text"], made["logMessage"]["authorId"]) == ("Заказ проведён", 7)
    assert (
        [row["text"] for row in card["log"]],
        [row["message"] for row in card["notices"]],
    ) == (["Заказ проведён"], ["первое", "второе"])


async def test_a_merge_moves_deals_and_requisites_without_a_word(rest, portal, client_company, events) -> None:
    old = client_company["item"]["id"]
    new = (await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"title": "ООО Клиент"}}))["item"]["id"]
    deal = await rest.new_deal(companyId=old)
    before = (await rest.deal(deal))["updatedTime"]
    portal.clock.advance(60)
    events.clear()

    merged = await rest.result("crm.entity.mergeBatch", {"params": {"entityTypeId": 4, "entityIds": [new, old]}})

    after = await rest.deal(deal)
    requisites = await rest.result("crm.requisite.list", {"filter": {"ENTITY_ID": new}, "select": ["ID"]})
    assert merged == {"STATUS": "SUCCESS", "ENTITY_IDS": [old]}
    assert (after["companyId"], after["updatedTime"]) == (new, before)
    assert [row["ID"] for row in requisites] == ["1", "2"]
    assert [event.name for event in events] == ["ONCRMCOMPANYUPDATE", "ONCRMCOMPANYDELETE"]


async def test_companies_that_differ_are_not_merged(rest, client_company) -> None:
    other = (await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"title": "Другая"}}))["item"]["id"]
    both = [client_company["item"]["id"], other]

    merged = await rest.result("crm.entity.mergeBatch", {"params": {"entityTypeId": 4, "entityIds": both}})

    assert merged["STATUS"] == "CONFLICT"
    assert (await company(rest, other))["title"] == "Другая"


async def test_old_fields_of_a_deal_name_its_contacts_and_directories(rest) -> None:
    fields = await rest.result("crm.deal.fields")

    assert (fields["CONTACT_IDS"]["type"], fields["CONTACT_IDS"]["isMultiple"]) == ("crm_contact", True)
    assert {name: fields[name]["statusType"] for name in ("STAGE_ID", "TYPE_ID", "SOURCE_ID")} == {
        "STAGE_ID": "DEAL_STAGE",
        "TYPE_ID": "DEAL_TYPE",
        "SOURCE_ID": "SOURCE",
    }


async def test_what_the_webhooks_user_may_not_read_is_left_out_of_lists_and_refused_by_id(rest) -> None:
    made = [await rest.result("crm.item.add", {"entityTypeId": 4, "fields": {"title": title}}) for title in "АБ"]
    one, other = (answer["item"]["id"] for answer in made)
    await rest.control("POST", "switches", {"unreadable": f"4:{one}"})

    listed = (await rest.result("crm.item.list", {"entityTypeId": 4, "select": ["id"]}))["items"]
    named = [
        await rest.refusal(f"crm.item.{verb}", {"entityTypeId": 4, "id": one, "fields": {}})
        for verb in ("get", "update")
    ]

    assert (one in [row["id"] for row in listed], other in [row["id"] for row in listed]) == (False, True)
    assert named == [(400, "ACCESS_DENIED")] * 2
