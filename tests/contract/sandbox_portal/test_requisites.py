"""Requisites of the simulated portal: how long a field may be."""

import pytest


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
