"""The recycle bin: what is restored has a new id and nearly everything it had."""


async def test_a_restored_deal_has_a_new_id_its_fields_rows_and_a_history_of_its_stage(rest, portal) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "ORG", "USER_TYPE_ID": "string"}})
    number = await rest.new_deal(title="Заказ", ufCrmOrg="ТД", originId="6f1c")
    (row,) = await rest.set_rows(number, {"productName": "Болт", "price": 10})
    await rest.result("crm.item.update", {"entityTypeId": 2, "id": number, "fields": {"stageId": "PREPARATION"}})
    before = await rest.deal(number)
    portal.clock.advance(60)

    await rest.control("DELETE", f"deals/{number}")
    back = await rest.control("POST", f"deals/{number}/restore", {})

    assert back["deal"]["id"] != number
    kept = ("title", "ufCrmOrg", "originId", "stageId", "opportunity", "createdTime", "updatedTime")
    assert {name: back["deal"][name] for name in kept} == {name: before[name] for name in kept}
    assert [one["id"] for one in back["rows"]] == [row["id"]]
    assert [one["STAGE_ID"] for one in back["stages"]] == ["PREPARATION"]


async def test_what_is_restored_is_told_as_a_new_record(rest, events) -> None:
    number = await rest.new_deal()
    await rest.control("DELETE", f"deals/{number}")
    events.clear()

    new = (await rest.control("POST", f"deals/{number}/restore", {}))["deal"]["id"]

    assert [(one.name, one.fields["ID"]) for one in events] == [("ONCRMDEALADD", new)]


async def test_a_restored_company_has_its_requisites_with_their_ids_its_contacts_and_its_deals(rest) -> None:
    company = await rest.control("POST", "companies", {"title": "Ромашка", "requisites": [{"RQ_INN": "7701234567"}]})
    number = company["item"]["id"]
    contact = (await rest.control("POST", "contacts", {"name": "Анна", "company": number}))["item"]["id"]
    deal = await rest.new_deal(companyId=number)

    await rest.control("DELETE", f"companies/{number}")
    gone = await rest.result("crm.requisite.list", {"filter": {"ENTITY_TYPE_ID": 4, "RQ_INN": "7701234567"}})
    back = await rest.control("POST", f"companies/{number}/restore", {})

    new = back["item"]["id"]
    assert (gone, new != number) == ([], True)
    assert [one["ID"] for one in back["requisites"]] == [one["ID"] for one in company["requisites"]]
    card = await rest.control("GET", f"contacts/{contact}")
    assert (card["item"]["companyIds"], (await rest.deal(deal))["companyId"]) == ([new], new)


async def test_nothing_is_restored_twice(rest) -> None:
    number = await rest.new_deal()
    await rest.control("DELETE", f"deals/{number}")
    await rest.control("POST", f"deals/{number}/restore", {})

    answer = await rest.client.post(f"/control/deals/{number}/restore", json={})

    assert answer.status_code == 404
