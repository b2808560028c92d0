"""The offline queue of an application."""

import pytest

CONNECTOR = "1c-bus"


@pytest.fixture
def token(rest) -> str:
    return rest.options.access_token


async def bind(rest, token, **more):
    params = {"event": "ONCRMDEALUPDATE", "event_type": "offline", **more}
    return await rest.result("event.bind", params, token=token)


async def queue(rest, token, **params):
    found = await rest.result("event.offline.get", params, token=token)
    return found["process_id"], [row["EVENT_DATA"]["FIELDS"]["ID"] for row in found["events"]]


async def rename(rest, number, title, **more):
    change = {"entityTypeId": 2, "id": number, "fields": {"title": title}, **more}
    await rest.result("crm.item.update", change)


async def test_repeated_changes_coalesce_and_a_plain_get_deletes(rest, token) -> None:
    await bind(rest, token)
    number = await rest.new_deal()
    await rename(rest, number, "А")
    await rename(rest, number, "Б")

    first = await queue(rest, token)
    second = await queue(rest, token)

    assert ((None, [str(number)]), (None, [])) == (first, second)


async def test_reserved_records_are_hidden_until_cleared_and_parallel_readers_get_different_ones(rest, token) -> None:
    await bind(rest, token)
    numbers = [await rest.new_deal() for _ in range(3)]
    for number in numbers:
        await rename(rest, number, "А")

    one, seen_by_one = await queue(rest, token, clear=0, limit=2)
    _, seen_by_other = await queue(rest, token, clear=0, limit=2)
    again = await queue(rest, token, clear=0, process_id=one)
    cleared = await rest.result("event.offline.clear", {"process_id": one}, token=token)
    left = await rest.result("event.offline.list", {}, token=token)

    assert list(map(str, numbers)) == seen_by_one + seen_by_other
    assert ((one, seen_by_one), True, 1) == (again, cleared, len(left))


async def test_a_change_after_the_reservation_makes_a_new_record(rest, token) -> None:
    await bind(rest, token)
    number = await rest.new_deal()
    await rename(rest, number, "А")
    await queue(rest, token, clear=0)

    await rename(rest, number, "Б")

    assert len(await rest.result("event.offline.list", {}, token=token)) == 2


async def test_a_source_key_keeps_its_own_changes_out_of_its_queue(rest, token) -> None:
    await bind(rest, token, auth_connector=CONNECTOR)
    own, foreign = await rest.new_deal(), await rest.new_deal()

    await rename(rest, own, "А", auth_connector=CONNECTOR)
    await rename(rest, foreign, "Б")
    without_key = await queue(rest, token, clear=0)
    with_key = await queue(rest, token, clear=0, auth_connector=CONNECTOR)

    assert ([], [str(foreign)]) == (without_key[1], with_key[1])


async def test_the_source_key_may_be_ignored_by_the_universal_methods(rest, token) -> None:
    await bind(rest, token, auth_connector=CONNECTOR)
    number = await rest.new_deal()
    await rest.control("POST", "switches", {"auth_connector_in_items": False})

    await rename(rest, number, "А", auth_connector=CONNECTOR)

    assert [str(number)] == (await queue(rest, token, auth_connector=CONNECTOR))[1]


async def test_failed_records_come_back_when_asked_for(rest, token) -> None:
    await bind(rest, token)
    number = await rest.new_deal()
    await rename(rest, number, "А")
    process, _ = await queue(rest, token, clear=0)

    await rest.result("event.offline.error", {"process_id": process}, token=token)

    assert ([], [str(number)]) == ((await queue(rest, token))[1], (await queue(rest, token, error=1))[1])


async def test_bindings_are_listed_refused_twice_and_removed(rest, token) -> None:
    await bind(rest, token, auth_connector=CONNECTOR)
    online = {"event": "ONCRMDEALADD", "handler": "https://bus.test/events"}
    await rest.result("event.bind", online, token=token)

    twice = await rest.refusal("event.bind", online, token=token)
    unknown = await rest.refusal("event.bind", {"event": "ONNOSUCH", "handler": "x"}, token=token)
    bindings = await rest.result("event.get", {}, token=token)
    removed = await rest.result("event.unbind", online, token=token)

    assert [twice[0], unknown] == [400, (400, "ERROR_EVENT_NOT_FOUND")]
    assert bindings == [
        {"event": "ONCRMDEALADD", "handler": "https://bus.test/events", "auth_type": "0", "offline": 0},
        {"event": "ONCRMDEALUPDATE", "handler": "", "auth_type": "0", "offline": 1},
    ]
    assert removed == {"count": 1}


async def test_a_lower_tariff_and_a_plain_user_are_refused(rest, token) -> None:
    await rest.control("POST", "switches", {"offline_extended": False})
    tariff = await rest.refusal("event.offline.get", {"clear": 0}, token=token)
    feature = await rest.result("feature.get", {"CODE": "rest_offline_extended"})
    await rest.control("POST", "switches", {"app_user_is_admin": False})
    user = await rest.refusal("event.offline.get", {}, token=token)

    assert [tariff, feature, user] == [(403, "WRONG_LICENSE"), {"value": "N"}, (403, "ACCESS_DENIED")]


async def test_a_new_record_is_announced_online_without_content_and_not_again_within_a_second(
    rest, token, events
) -> None:
    await bind(rest, token)
    one, other = await rest.new_deal(), await rest.new_deal()
    events.clear()

    await rename(rest, one, "А")
    await rename(rest, other, "Б")

    assert [(event.name, event.fields) for event in events if event.name == "ONOFFLINEEVENT"] == [
        ("ONOFFLINEEVENT", {})
    ]
