"""Deals: stages, pipelines, history, quiet updates, copies."""


async def test_a_new_deal_starts_at_the_first_stage_with_its_number_as_title(rest) -> None:
    deal = await rest.deal(await rest.new_deal())

    assert ("NEW", "P", f"Сделка #{deal['id']}", 7) == (
        deal["stageId"],
        deal["stageSemanticId"],
        deal["title"],
        deal["assignedById"],
    )
    assert deal["begindate"] == "2026-03-02T03:00:00+03:00"
    assert deal["createdTime"] == "2026-03-02T12:00:00+03:00"


async def test_an_update_that_changes_nothing_leaves_no_trace(rest, portal, events) -> None:
    number = await rest.new_deal(title="Заказ", companyId=0)
    events.clear()
    portal.clock.advance(60)

    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"title": "Заказ", "unknown": 1}})

    assert events == []
    assert (await rest.deal(number))["updatedTime"] == "2026-03-02T12:00:00+03:00"


async def test_a_move_writes_history_and_time_and_closes_the_deal_at_the_end(rest, portal, events) -> None:
    number = await rest.new_deal()
    portal.clock.advance(60)

    for stage in ("PREPARATION", "WON"):
        await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"stageId": stage}})

    deal = await rest.deal(number)
    history = await rest.result("crm.stagehistory.list", {"entityTypeId": 2, "filter": {"OWNER_ID": number}})
    assert (deal["stageSemanticId"], deal["closed"], deal["movedTime"]) == ("S", "Y", "2026-03-02T12:01:00+03:00")
    assert [(row["TYPE_ID"], row["STAGE_ID"]) for row in history["items"]] == [
        (1, "NEW"),
        (2, "PREPARATION"),
        (3, "WON"),
    ]
    assert [event.name for event in events] == ["ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALUPDATE"]


async def test_a_stage_of_another_pipeline_is_refused_by_the_new_method_and_ignored_by_the_old(rest, events) -> None:
    number = await rest.new_deal()
    events.clear()

    refused = await rest.refusal(
        "crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"stageId": "C3:PREPARATION"}}
    )
    ignored = await rest.result("crm.deal.update", {"id": number, "fields": {"STAGE_ID": "C3:PREPARATION"}})

    assert refused == (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID")
    assert ignored is True
    assert ((await rest.deal(number))["stageId"], events) == ("NEW", [])


async def test_a_change_of_pipeline_is_told_by_its_own_event_alone(rest, events) -> None:
    number = await rest.new_deal()
    events.clear()
    move = {"categoryId": 3, "stageId": "C3:EXECUTING"}

    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": move})

    history = await rest.result("crm.stagehistory.list", {"entityTypeId": 2, "order": {"ID": "DESC"}})
    assert [("ONCRMDEALMOVETOCATEGORY", {"ID": number, "CATEGORY_ID": 3, "STAGE_ID": "C3:EXECUTING"})] == [
        (event.name, event.fields) for event in events
    ]
    assert (history["items"][0]["TYPE_ID"], history["items"][0]["CATEGORY_ID"]) == (5, 3)


async def test_two_equal_creations_make_two_deals_unless_the_portal_checks_origins(rest) -> None:
    first = await rest.new_deal(originatorId="1C", originId="6f1c")
    second = await rest.new_deal(originatorId="1C", originId="6f1c")
    await rest.control("POST", "switches", {"unique_origin": True})

    third = await rest.refusal("crm.item.add", {"entityTypeId": 2, "fields": {"originId": "6f1c"}})

    assert first != second
    assert third[0] == 400


async def test_the_old_methods_answer_strings_and_an_empty_code_for_what_is_missing(rest) -> None:
    number = await rest.result("crm.deal.add", {"fields": {"TITLE": "Заказ 15", "CATEGORY_ID": 3, "OPPORTUNITY": 240}})

    deal = await rest.result("crm.deal.get", {"ID": number})
    missing = await rest.answer("crm.deal.get", {"id": 999})

    assert (str(number), "3", "C3:NEW", "240.00", "0") == (
        deal["ID"],
        deal["CATEGORY_ID"],
        deal["STAGE_ID"],
        deal["OPPORTUNITY"],
        deal["COMPANY_ID"],
    )
    assert (missing.status_code, missing.json()) == (400, {"error": "", "error_description": "Not found"})


async def test_a_deleted_deal_is_gone_for_every_method(rest, events) -> None:
    number = await rest.new_deal()

    answer = await rest.result("crm.item.delete", {"entityTypeId": 2, "id": number})

    assert answer == []
    assert await rest.refusal("crm.item.get", {"entityTypeId": 2, "id": number}) == (400, "NOT_FOUND")
    assert events[-1].name == "ONCRMDEALDELETE"


async def test_the_first_contact_is_the_primary_one_and_the_old_method_reorders(rest) -> None:
    people = [(await rest.control("POST", "contacts", {"name": name}))["item"]["id"] for name in ("Анна", "Борис")]
    number = await rest.new_deal(contactIds=people)
    first = (await rest.deal(number))["contactId"]
    items = [{"CONTACT_ID": people[0], "SORT": 20}, {"CONTACT_ID": people[1], "SORT": 10, "IS_PRIMARY": "Y"}]

    await rest.result("crm.deal.contact.items.set", {"id": number, "items": items})

    listed = await rest.result("crm.deal.contact.items.get", {"id": number})
    assert (people[0], people[1]) == (first, (await rest.deal(number))["contactId"])
    assert [(people[1], "Y"), (people[0], "N")] == [(row["CONTACT_ID"], row["IS_PRIMARY"]) for row in listed]


async def test_the_universal_update_loses_cleared_lists_and_the_old_update_does_not(rest) -> None:
    company = (await rest.control("POST", "companies", {"title": "А"}))["item"]["id"]
    number = await rest.new_deal(companyId=company)

    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"companyId": ""}})
    kept = (await rest.deal(number))["companyId"]
    await rest.result("crm.deal.update", {"id": number, "fields": {"COMPANY_ID": ""}})

    assert (company, 0) == (kept, (await rest.deal(number))["companyId"])


async def test_a_copy_made_in_the_card_keeps_user_fields_rows_and_origin(rest) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "ORG", "USER_TYPE_ID": "string"}})
    number = await rest.new_deal(title="Заказ", ufCrmOrg="ТД", originId="6f1c", stageId="EXECUTING")
    await rest.set_rows(number, {"productName": "Болт", "price": 10})

    copy = await rest.control("POST", f"deals/{number}/copy", {})
    await rest.control("POST", "switches", {"copy_keeps_origin": False})
    clean = await rest.control("POST", f"deals/{number}/copy", {})

    assert number != copy["deal"]["id"]
    assert tuple(copy["deal"][name] for name in ("title", "ufCrmOrg", "originId", "stageId", "opportunity")) == (
        "Заказ",
        "ТД",
        "6f1c",
        "NEW",
        10,
    )
    assert [row["productName"] for row in copy["rows"]] == ["Болт"]
    assert clean["deal"]["originId"] is None


async def test_fields_describe_both_spellings(rest) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "17", "USER_TYPE_ID": "string"}})

    fields = (await rest.result("crm.item.fields", {"entityTypeId": 2}))["fields"]

    assert (fields["stageId"]["upperName"], fields["stageId"]["statusType"]) == ("STAGE_ID", "DEAL_STAGE")
    assert (fields["ufCrm_17"]["upperName"], fields["ufCrm_17"]["isDynamic"]) == ("UF_CRM_17", True)


async def test_an_obligatory_field_of_the_customers_own_is_described_as_required(rest) -> None:
    for name, mandatory in (("CHANNEL", "Y"), ("HINT", "N")):
        fields = {"FIELD_NAME": name, "USER_TYPE_ID": "string", "MANDATORY": mandatory}
        await rest.result("crm.deal.userfield.add", {"fields": fields})

    described = (await rest.result("crm.item.fields", {"entityTypeId": 2}))["fields"]

    assert (described["ufCrmChannel"]["isRequired"], described["ufCrmHint"]["isRequired"]) == (True, False)
