"""What people do, through the control interface."""

import time

from sandbox.portal.engine.state import Options, Portal
from sandbox.portal.program import build_application


async def test_a_card_shows_all_a_person_sees(rest, bolt, client_company) -> None:
    spec = {
        "title": "Заказ",
        "company": client_company["item"]["id"],
        "manager": 11,
        "stage": "PREPARATION",
        "requisite": 2,
        "createdTime": "2026-02-01T10:00:00+03:00",
        "fields": {"comments": "срочно"},
        "rows": [{"productId": bolt, "price": 120, "quantity": 2, "taxRate": 20, "taxIncluded": "Y"}],
    }

    card = await rest.control("POST", "deals", spec)

    assert (
        card["stage_name"],
        card["deal"]["opportunity"],
        card["deal"]["comments"],
        card["deal"]["updatedBy"],
    ) == ("Заказ в работе", 240, "срочно", 11)
    assert card["deal"]["createdTime"] == "2026-02-01T10:00:00+03:00"
    assert (
        [row["productName"] for row in card["rows"]],
        card["requisite_link"]["REQUISITE_ID"],
        [line["what"] for line in card["history"]],
    ) == (["Болт"], 2, ["created"])


async def test_single_rows_are_edited_in_place_with_their_ids_kept(rest) -> None:
    card = await rest.control(
        "POST", "deals", {"rows": [{"productName": "А", "price": 1}, {"productName": "Б", "price": 2}]}
    )
    first, second = (row["id"] for row in card["rows"])

    sent = {"change": {str(first): {"price": 5}}, "remove": [second], "add": [{"productName": "В", "price": 7}]}
    after = await rest.control("POST", f"deals/{card['deal']['id']}/rows", sent)

    assert [(row["productName"], row["price"]) for row in after["rows"]] == [("А", 5), ("В", 7)]
    assert (first, 12) == (after["rows"][0]["id"], after["deal"]["opportunity"])


async def test_a_typing_error_is_refused_with_the_known_words(rest) -> None:
    answer = await rest.client.post("/control/deals", json={"titel": "А"})

    assert answer.status_code == 400
    assert "unknown key titel; known:" in answer.json()["error"]


async def test_a_stage_outside_the_pipeline_is_refused_to_people_too(rest) -> None:
    answer = await rest.client.post("/control/deals", json={"stage": "C3:NEW"})

    assert (answer.status_code, answer.json()["code"]) == (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID")


async def test_control_is_not_counted(rest) -> None:
    await rest.control("POST", "switches", {"rate": 0.001, "bucket": 1})

    for _ in range(5):
        await rest.control("GET", "deals")

    assert (await rest.control("GET", "stats"))["requests"] == 0


async def test_a_thousand_deals_are_made_and_moved_in_two_seconds_of_work(rest, bolt) -> None:
    begun = time.process_time()

    spec = {"title": "Заказ", "rows": [{"productId": bolt, "price": 120, "quantity": 2}]}
    made = await rest.control("POST", "deals/bulk", {"count": 1000, "spec": spec})
    await rest.control("POST", "deals/edit", {"ids": made["ids"], "stage": "PREPARATION"})

    assert time.process_time() - begun < 2
    assert len(await rest.control("GET", "deals?stage=PREPARATION")) == 1000


async def test_the_clock_is_frozen_and_advanced(rest) -> None:
    await rest.control("POST", "clock", {"freeze": "2026-05-01T00:00:00+03:00"})
    await rest.control("POST", "clock", {"advance": 3600})

    assert await rest.result("server.time") == "2026-05-01T01:00:00+03:00"


async def test_a_reset_forgets_deals_and_keeps_the_webhook(rest) -> None:
    await rest.control("POST", "webhooks", {"url": "http://127.0.0.1:1/x", "events": ["ONCRMDEALADD"]})
    await rest.new_deal()

    await rest.control("POST", "reset", {})

    assert (await rest.control("GET", "deals"), len(await rest.control("GET", "webhooks"))) == ([], 1)
    assert await rest.new_deal() == 1


async def test_a_dismissed_employee_is_not_among_the_active(rest) -> None:
    made = await rest.control("POST", "users", {"name": "Анна", "email": "a@ex.ru"})

    await rest.control("POST", f"users/{made['id']}", {"active": False})

    assert await rest.result("user.get", {"FILTER": {"EMAIL": "a@ex.ru", "ACTIVE": True}}) == []


def test_the_made_up_company_fills_the_portal_the_same_way_every_time() -> None:
    first, second = (Portal(Options()) for _ in range(2))

    for portal in (first, second):
        build_application(portal, companies=12, items=20)

    own = [row for row in first.items[4] if row["isMyCompany"] == "Y"]
    assert first.seeded == second.seeded
    assert (len(own), len([row for row in first.table("product") if row["iblockId"] == 23])) == (3, 20)
    assert first.seeded["organisations"]
    assert len(first.seeded["managers"]) == 6
