"""The values of list fields: what a portal keeps, and shows, of the codes that programs give them."""

import pytest

COLOURS = {
    "FIELD_NAME": "COLOUR",
    "USER_TYPE_ID": "enumeration",
    "LIST": [{"VALUE": "Красный", "XML_ID": "red"}, {"VALUE": "Синий", "XML_ID": "blue", "SORT": 500, "DEF": "Y"}],
}


@pytest.mark.parametrize(
    ("codes", "added", "updated"),
    [
        ("kept", ["red", "blue"], ["red", "azure"]),
        ("dropped", ["own", "own"], ["own", "azure"]),
        ("hidden", [None, None], [None, None]),
    ],
)
async def test_codes_of_a_new_lists_values_are_kept_dropped_or_besides_hidden(rest, codes, added, updated) -> None:
    def shown(choices):
        return [one.get("XML_ID") and ("own" if len(one["XML_ID"]) == 32 else one["XML_ID"]) for one in choices]

    await rest.control("POST", "switches", {"list_codes": codes})
    number = await rest.result("crm.deal.userfield.add", {"fields": COLOURS})
    first = (await rest.result("crm.deal.userfield.get", {"id": number}))["LIST"]
    await rest.result(
        "crm.deal.userfield.update",
        {"id": number, "fields": {"LIST": [{"ID": first[1]["ID"], "VALUE": "Голубой", "XML_ID": "azure"}]}},
    )
    (field,) = await rest.result("crm.deal.userfield.list", {"filter": {"FIELD_NAME": "UF_CRM_COLOUR"}})

    assert (shown(first), shown(field["LIST"])) == (added, updated)
    assert [(one["VALUE"], one["SORT"], one["DEF"]) for one in first][1] == ("Синий", "500", "Y")


async def test_two_values_of_a_list_with_one_code_are_refused_with_all_that_was_sent(rest) -> None:
    number = await rest.result("crm.deal.userfield.add", {"fields": COLOURS})

    parts = [{"VALUE": "Белый", "XML_ID": "white"}, {"VALUE": "Алый", "XML_ID": "red"}]
    refusal = await rest.refusal("crm.deal.userfield.update", {"id": number, "fields": {"LIST": parts}})

    assert refusal == (400, "ERROR_CORE")
    assert len((await rest.result("crm.deal.userfield.get", {"id": number}))["LIST"]) == 2
