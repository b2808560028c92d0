"""How calls reach the portal, and how it refuses them."""

import pytest

from sandbox.portal.web.wire import parse_pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id=1&title=%D0%90+%26", {"id": "1", "title": "А &"}),
        (
            "fields[PHONE][0][VALUE]=1&fields[PHONE][1][VALUE]=2",
            {"fields": {"PHONE": [{"VALUE": "1"}, {"VALUE": "2"}]}},
        ),
        ("select[]=ID&select[]=TITLE", {"select": ["ID", "TITLE"]}),
        (
            "fields[fm][31][value]=&fields[fm][n0][value]=x",
            {"fields": {"fm": {"31": {"value": ""}, "n0": {"value": "x"}}}},
        ),
        ("filter[=ownerType]=D&filter[%3E%3Did]=4", {"filter": {"=ownerType": "D", ">=id": "4"}}),
        ("note=a[1]=2", {"note": "a[1]=2"}),
        ("fields[COMMENTS]=a[1]=2", {"fields": {"COMMENTS": "a[1]=2"}}),
        ("filter%5B%40id%5D%5B%5D=4&filter%5B%40id%5D%5B%5D=5", {"filter": {"@id": ["4", "5"]}}),
    ],
)
def test_bracket_keys_are_read_as_php_reads_them(text, expected) -> None:
    assert expected == parse_pairs(text)


async def test_a_method_is_reached_by_every_documented_form(rest) -> None:
    number = await rest.new_deal(title="А")
    hook = rest.options.webhook
    form = {"content": f"entityTypeId=2&id={number}", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}

    answers = [
        await rest.client.get(f"{hook}crm.item.get?entityTypeId=2&id={number}"),
        await rest.client.get(f"{hook}CRM.Item.Get.json?entityTypeId=2&id={number}"),
        await rest.client.post(f"{hook}crm.item.get", json={"entityTypeId": 2, "id": number}),
        await rest.client.post(f"{hook}crm.item.get", **form),
        await rest.client.post(f"{hook}crm.item.get", files={"entityTypeId": (None, "2"), "id": (None, str(number))}),
        await rest.client.post(
            "/rest/crm.item.get.json", json={"entityTypeId": 2, "id": number, "auth": rest.options.access_token}
        ),
        await rest.client.get(
            f"/rest/crm.item.get?auth={rest.options.access_token}&entityTypeId=2&id={number}",
        ),
    ]

    assert [answer.json()["result"]["item"]["title"] for answer in answers] == ["А"] * 7


@pytest.mark.parametrize(("status", "code"), [(401, "NO_AUTH_FOUND"), (403, "INVALID_CREDENTIALS")])
async def test_a_wrong_secret_is_refused_in_either_of_the_reported_ways(rest, status, code) -> None:
    await rest.control("POST", "switches", {"wrong_secret_status": status})

    answer = await rest.client.post("/rest/7/wrong/server.time")

    assert (status, code) == (answer.status_code, answer.json()["error"])


async def test_tokens_and_rights_are_refused_by_their_documented_codes(rest) -> None:
    token = rest.options.access_token
    switch = rest.control

    nothing = await rest.client.post("/rest/server.time")
    foreign = await rest.refusal("server.time", token="foreign")
    await switch("POST", "switches", {"token_expired": True})
    expired = await rest.refusal("server.time", token=token)
    await switch("POST", "switches", {"scopes": "crm"})
    scope = await rest.refusal("im.notify", {"USER_ID": 1, "MESSAGE": "x"})
    webhook = await rest.refusal("event.offline.get")
    await switch("POST", "switches", {"commercial_plan": False})
    tariff = await rest.refusal("server.time")
    await switch("POST", "switches", {"commercial_plan": True, "overload": True})
    overload = await rest.refusal("server.time")

    assert (nothing.status_code, nothing.json()["error"]) == (401, "NO_AUTH_FOUND")
    assert [foreign, expired, scope, webhook, tariff, overload] == [
        (401, "invalid_token"),
        (401, "expired_token"),
        (403, "insufficient_scope"),
        (403, "WRONG_AUTH_TYPE"),
        (403, "ACCESS_DENIED"),
        (503, "OVERLOAD_LIMIT"),
    ]


async def test_an_unknown_method_and_unknown_arguments_are_refused(rest) -> None:
    unknown = await rest.refusal("crm.nosuch")
    await rest.control("POST", "switches", {"method_not_found_status": 400})
    other_build = await rest.refusal("crm.nosuch")
    entity = await rest.refusal("crm.item.get", {"entityTypeId": 777, "id": 1})
    nothing = await rest.refusal("crm.item.get", {"entityTypeId": 2})
    scalar = await rest.refusal("crm.item.add", {"entityTypeId": 2, "fields": {"contactIds": 5}})

    assert [unknown, other_build, entity, nothing, scalar] == [
        (404, "ERROR_METHOD_NOT_FOUND"),
        (400, "ERROR_METHOD_NOT_FOUND"),
        (400, "NOT_FOUND"),
        (400, "100"),
        (400, "100"),
    ]


async def test_an_answer_tells_its_times(rest) -> None:
    times = (await rest.answer("server.time")).json()["time"]

    assert times["date_start"] == "2026-03-02T12:00:00+03:00"
    assert {"start", "finish", "duration", "processing", "operating", "operating_reset_at", "date_finish"} <= set(times)


async def test_an_email_is_hidden_from_the_brief_user_scope(rest) -> None:
    shown = await rest.result("user.get", {"FILTER": {"EMAIL": "BUS@td.example", "ACTIVE": True}})
    await rest.control("POST", "switches", {"scopes": "crm,user_brief"})
    hidden = await rest.result("user.get", {"FILTER": {"ID": 7}})

    assert (shown[0]["ID"], shown[0]["EMAIL"], shown[0]["ACTIVE"]) == ("7", "bus@td.example", True)
    assert "EMAIL" not in hidden[0]


async def test_a_call_the_portal_stumbles_over_is_a_500_and_spoils_no_other_command(rest) -> None:
    number = await rest.new_deal()
    commands = {"bad": f"crm.deal.contact.add?id={number}&fields[x]=1", "good": "server.time"}

    answer = await rest.result("batch", {"cmd": commands})

    assert answer["result_error"]["bad"]["error"] == "INTERNAL_SERVER_ERROR"
    assert list(answer["result"]) == ["good"]


async def test_a_contact_list_does_not_understand_nested_groups(rest) -> None:
    for name in ("Анна", "Борис"):
        await rest.control("POST", "contacts", {"name": name})
    groups = {"0": {"LOGIC": "OR", "0": {"NAME": "Анна"}, "1": {"NAME": "никто"}}}

    old = await rest.result("crm.contact.list", {"filter": groups})
    new = await rest.result(
        "crm.item.list", {"entityTypeId": 3, "filter": {"0": {"logic": "OR", "0": {"name": "Анна"}}}}
    )

    assert (len(old), len(new["items"])) == (2, 1)


async def test_what_is_beyond_the_thousandth_variable_of_a_command_is_dropped_in_silence(rest) -> None:
    number = await rest.new_deal()
    rows = [f"productRows[{n}][{key}]={n + 1}" for n in range(300) for key in ("price", "quantity", "sort", "taxRate")]
    sent = {"ownerType": "D", "ownerId": number, "productRows": [{"price": 1, "quantity": 1} for _ in range(600)]}

    command = "&".join([f"ownerType=D&ownerId={number}", *rows])
    batch = await rest.result("batch", {"cmd": {"set": f"crm.item.productrow.set?{command}"}})
    whole = await rest.result("crm.item.productrow.set", sent)

    assert len(batch["result"]["set"]["productRows"]) == 250
    assert len(whole["productRows"]) == 600
