"""Requisites of the simulated portal: what an update leaves as it is, and how long a field may be."""

import pytest


async def test_an_update_leaves_template_and_owner_of_a_requisite_as_they_are_without_a_word(
    rest, client_company
) -> None:
    sent = {"PRESET_ID": 2, "ENTITY_ID": 99, "ENTITY_TYPE_ID": 3, "RQ_INN": "500100732259"}

    done = await rest.result("crm.requisite.update", {"id": 1, "fields": sent})

    (row,) = await rest.result("crm.requisite.list", {"filter": {"ID": 1}})
    assert done is True
    assert (row["PRESET_ID"], row["ENTITY_ID"], row["ENTITY_TYPE_ID"]) == ("1", "1", "4")
    assert row["RQ_INN"] == "500100732259"


@pytest.mark.parametrize(
    ("field", "most"),
    [("RQ_COMPANY_NAME", 255), ("RQ_COMPANY_FULL_NAME", 300), ("RQ_INN", 15), ("RQ_KPP", 9), ("RQ_BIN", 12)],
)
async def test_a_requisite_with_one_character_too_many_is_refused_as_a_whole(rest, client_company, field, most) -> None:
    taken = await rest.result("crm.requisite.update", {"id": 1, "fields": {field: "1" * most}})
    refused = await rest.refusal("crm.requisite.update", {"id": 1, "fields": {field: "1" * (most + 1), "RQ_OKPO": "7"}})

    (row,) = await rest.result("crm.requisite.list", {"filter": {"ID": 1}})
    assert (taken, refused) == (True, (400, ""))
    assert (row[field], row["RQ_OKPO"]) == ("1" * most, None)
