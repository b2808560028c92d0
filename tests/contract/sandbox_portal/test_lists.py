"""Lists: pages, filters, order, select."""

import pytest


async def ids(rest, filter_=None, **more):
    found = await rest.result("crm.item.list", {"entityTypeId": 2, "filter": filter_ or {}, **more})
    return [row["id"] for row in found["items"]]


async def bulk(rest, *specs):
    return (await rest.control("POST", "deals/bulk", {"deals": list(specs)}))["ids"]


async def test_pages_hold_fifty_rows_and_the_last_one_has_no_next(rest) -> None:
    await bulk(rest, *({"title": str(number)} for number in range(120)))

    first = (await rest.answer("crm.item.list", {"entityTypeId": 2})).json()
    last = (await rest.answer("crm.item.list", {"entityTypeId": 2, "start": 100})).json()

    assert (len(first["result"]["items"]), first["next"], first["total"]) == (50, 50, 120)
    assert (len(last["result"]["items"]), "next" in last, last["total"]) == (20, False, 120)


async def test_start_minus_one_does_not_count_and_the_id_cursor_reads_everything(rest) -> None:
    made = await bulk(rest, *({"title": str(number)} for number in range(120)))
    seen: list[int] = []

    while True:
        params = {"order": {"id": "ASC"}, "start": -1, "select": ["id"]}
        answer = await rest.answer(
            "crm.item.list", {"entityTypeId": 2, "filter": {">id": seen[-1] if seen else 0}, **params}
        )
        page = [row["id"] for row in answer.json()["result"]["items"]]
        seen += page
        if len(page) < 50:
            break

    assert (made, 0, False) == (seen, answer.json()["total"], "next" in answer.json())


async def test_the_total_of_an_uncounted_list_may_be_absent(rest) -> None:
    await rest.control("POST", "switches", {"total_without_count": "absent"})

    answer = await rest.answer("crm.item.list", {"entityTypeId": 2, "start": -1})

    assert "total" not in answer.json()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"title": "Болты"}, [0]),
        ({"=title": ["Болты", "Гайки"]}, [0, 1]),
        ({"@title": ["Болты", "Гайки"]}, [0, 1]),
        ({"!@title": ["Болты", "Гайки"]}, [2]),
        ({"!title": "Болты"}, [1, 2]),
        ({"%title": "олт"}, [0, 2]),
        ({"!%title": "олт"}, [1]),
        ({"=%title": "бол%"}, [0]),
        ({"%=title": "%болты"}, [0, 2]),
        ({"!=%title": "бол%"}, [1, 2]),
        ({">opportunity": 10, "<=opportunity": 30}, [1, 2]),
        ({">=opportunity": "10", "<opportunity": 30}, [0, 1]),
        ({"stageId": "NEW", "assignedById": 11}, [0, 1, 2]),
        ({"companyId": 0}, [0, 1, 2]),
        ({"0": {"logic": "OR", "0": {"title": "Гайки"}, "1": {">opportunity": 25}}}, [1, 2]),
        ({"logic": "OR", "title": "Гайки", "opportunity": 10}, [0, 1]),
        ([{"logic": "OR", "0": {"title": "Гайки"}, "1": {"title": "нет"}}], [1]),
    ],
)
async def test_filters_find_what_their_operator_says(rest, condition, expected) -> None:
    titles = ("Болты", "Гайки", "Все болты")
    made = await bulk(
        rest, *({"title": one, "opportunity": 10 * n, "manager": 11} for n, one in enumerate(titles, start=1))
    )

    found = await ids(rest, condition)

    assert [made[place] for place in expected] == found


async def test_contacts_are_found_by_any_of_a_deals_contacts(rest) -> None:
    anna, boris = [(await rest.control("POST", "contacts", {"name": name}))["item"]["id"] for name in ("Анна", "Борис")]
    one, both = await bulk(rest, {"contacts": [anna]}, {"contacts": [anna, boris]})

    assert ([both], [one, both]) == (await ids(rest, {"contactIds": boris}), await ids(rest, {"@contactIds": [anna]}))


async def test_times_are_compared_as_moments_whatever_the_offset(rest) -> None:
    early, late = await bulk(
        rest, {"createdTime": "2026-03-01T10:00:00+03:00"}, {"createdTime": "2026-03-01T12:00:00+03:00"}
    )

    honoured = await ids(rest, {">=updatedTime": "2026-03-01T08:00:00+00:00"})
    plain = await ids(rest, {">=updatedTime": "2026-03-01 12:00:00"})
    await rest.control("POST", "switches", {"date_filter_offset": "ignored"})
    ignored = await ids(rest, {">=updatedTime": "2026-03-01T08:00:00+00:00"})

    assert ([late], [late], [early, late]) == (honoured, plain, ignored)


async def test_an_unknown_filter_field_is_refused_by_the_new_list_and_ignored_by_the_old(rest) -> None:
    await bulk(rest, {"title": "А"}, {"title": "Б"})

    refused = await rest.refusal("crm.item.list", {"entityTypeId": 2, "filter": {"nosuch": 1}})
    bad_border = await rest.refusal("crm.item.list", {"entityTypeId": 2, "filter": {">id": [1]}})
    bad_order = await rest.refusal("crm.item.list", {"entityTypeId": 2, "order": {"nosuch": "ASC"}})
    everything = await rest.result("crm.deal.list", {"filter": {"NOSUCH": 1}})

    assert [refused, bad_border, bad_order] == [(400, "INVALID_ARG_VALUE")] * 3
    assert len(everything) == 2


async def test_select_keeps_the_named_fields_and_only_the_asterisk_brings_phones(rest) -> None:
    await rest.control("POST", "companies", {"title": "А", "phone": "+74950000000"})

    named = await rest.result("crm.item.list", {"entityTypeId": 4, "select": ["id", "title"]})
    everything = await rest.result("crm.item.list", {"entityTypeId": 4, "select": ["*"]})

    assert named["items"] == [{"id": 1, "title": "А"}]
    assert everything["items"][0]["fm"][0]["value"] == "+74950000000"
    assert everything["items"][0]["phoneWork"] == "+74950000000"


async def test_original_names_together_with_select_lose_the_system_fields(rest) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "ORG", "USER_TYPE_ID": "string"}})
    await rest.new_deal(ufCrmOrg="ТД")
    params = {"entityTypeId": 2, "useOriginalUfNames": "Y", "select": ["id", "title", "UF_CRM_ORG"]}

    broken = await rest.result("crm.item.list", params)
    whole = await rest.result("crm.item.list", {"entityTypeId": 2, "useOriginalUfNames": "Y"})

    assert broken["items"] == [{"UF_CRM_ORG": "ТД"}]
    assert (whole["items"][0]["UF_CRM_ORG"], whole["items"][0]["title"]) == ("ТД", "Сделка #1")


async def test_the_old_list_shows_strings_and_user_fields_only_on_demand(rest) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "ORG", "USER_TYPE_ID": "string"}})
    await rest.new_deal(title="А", ufCrmOrg="ТД")

    named = await rest.result(
        "crm.deal.list", {"filter": {">ID": 0}, "select": ["ID", "TITLE"], "order": {"ID": "ASC"}}
    )
    plain = await rest.result("crm.deal.list", {})
    wild = await rest.result("crm.deal.list", {"select": ["*", "UF_*"]})

    assert named == [{"ID": "1", "TITLE": "А"}]
    assert ("UF_CRM_ORG" in plain[0], wild[0]["UF_CRM_ORG"]) == (False, "ТД")


async def test_a_yes_or_no_user_field_is_filtered_by_one_and_zero_only(rest) -> None:
    await rest.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "URGENT", "USER_TYPE_ID": "boolean"}})
    urgent = await rest.new_deal(ufCrmUrgent="Y")
    await rest.new_deal(ufCrmUrgent="N")

    assert ([urgent], []) == (await ids(rest, {"ufCrmUrgent": 1}), await ids(rest, {"ufCrmUrgent": "Y"}))
    assert (await rest.deal(urgent))["ufCrmUrgent"] == "Y"


async def test_a_list_may_lag_behind_a_creation(rest) -> None:
    await rest.control("POST", "switches", {"list_lag_ms": 60_000.0})

    number = await rest.new_deal()

    assert ([], number) == (await ids(rest), (await rest.deal(number))["id"])


async def test_stage_history_is_read_for_one_deal_several_or_all(rest) -> None:
    made = await bulk(rest, {}, {}, {})
    await rest.control("POST", "deals/edit", {"ids": made[:2], "stage": "PREPARATION"})

    async def owners(filter_):
        found = await rest.result("crm.stagehistory.list", {"entityTypeId": 2, "filter": filter_})
        return [row["OWNER_ID"] for row in found["items"]]

    assert await owners({"OWNER_ID": made[0]}) == [made[0]] * 2
    assert await owners({"@OWNER_ID": made[1:], "STAGE_ID": "NEW"}) == made[1:]
    assert sorted(await owners({})) == sorted([*made, *made[:2]])
