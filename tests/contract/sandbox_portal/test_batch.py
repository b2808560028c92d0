"""Batches: order, references, failures, limits."""


async def test_later_commands_use_earlier_results(rest) -> None:
    await rest.control("POST", "companies", {"title": "А", "phone": "+74950000000"})
    commands = {
        "made": "crm.item.add?entityTypeId=2&fields[title]=%D0%97%D0%B0%D0%BA%D0%B0%D0%B7%20%26%201",
        "got": "crm.item.get?entityTypeId=2&id=$result[made][item][id]",
        "companies": "crm.company.list?select[]=ID",
        "first": "crm.company.get?id=$result[companies][0][ID]",
        "note": "crm.timeline.comment.add?fields[ENTITY_ID]=$result[made][item][id]&fields[ENTITY_TYPE]=deal"
        "&fields[COMMENT]=No.$result[made][item][id]!",
    }

    answer = await rest.result("batch", {"halt": 0, "cmd": commands})

    assert answer["result"]["got"]["item"]["title"] == "Заказ & 1"
    assert answer["result"]["first"]["TITLE"] == "А"
    assert answer["result_total"] == {"companies": 1}
    card = await rest.control("GET", "deals/1")
    assert [one["text"] for one in card["comments"]] == ["No.1!"]


async def test_a_failed_command_leaves_the_others_alone_and_empty_maps_are_lists(rest) -> None:
    number = await rest.new_deal()
    rows = f"crm.item.productrow.list?filter[=ownerType]=D&filter[=ownerId]={number}"

    answer = await rest.result("batch", {"cmd": {"d": "crm.item.get?entityTypeId=2&id=999", "r": rows}})

    assert answer["result"] == {"r": {"productRows": []}}
    assert answer["result_error"] == {"d": {"error": "NOT_FOUND", "error_description": "Элемент не найден"}}
    assert (answer["result_total"], answer["result_next"], list(answer["result_time"])) == ({"r": 0}, [], ["r"])


async def test_halt_stops_at_the_first_failure(rest) -> None:
    commands = {"a": "server.time", "b": "nosuch.method", "c": "server.time"}

    answer = await rest.result("batch", {"halt": 1, "cmd": commands})

    assert (list(answer["result"]), list(answer["result_error"])) == (["a"], ["b"])


async def test_commands_above_fifty_and_batches_within_batches_are_refused_one_by_one(rest) -> None:
    commands = ["batch?cmd[0]=server.time"] + ["server.time"] * 51

    answer = await rest.result("batch", {"cmd": commands})

    errors = {key: error["error"] for key, error in answer["result_error"].items()}
    assert errors == {
        "0": "ERROR_BATCH_METHOD_NOT_ALLOWED",
        "50": "ERROR_BATCH_LENGTH_EXCEEDED",
        "51": "ERROR_BATCH_LENGTH_EXCEEDED",
    }
    assert len(answer["result"]) == 49


async def test_numbered_commands_answer_as_an_array(rest) -> None:
    answer = await rest.result("batch", {"cmd": ["server.time", "server.time"]})

    assert answer["result"] == ["2026-03-02T12:00:00+03:00"] * 2


async def test_a_reference_to_a_failed_command_is_empty_and_may_answer_everybodys_rows(rest, client_company) -> None:
    commands = {"d": "crm.item.get?entityTypeId=2&id=999", "r": "crm.requisite.list?filter[>ENTITY_ID]=$result[d][x]"}

    answer = await rest.result("batch", {"cmd": commands})
    await rest.control("POST", "switches", {"failed_reference": "literal"})
    commands["r"] = "crm.requisite.list?filter[RQ_INN]=$result[d][x]"
    literal = await rest.result("batch", {"cmd": commands})

    assert len(answer["result"]["r"]) == 2
    assert literal["result"]["r"] == []


async def test_a_batch_is_one_request_and_charges_each_inner_method(rest) -> None:
    await rest.control("POST", "reset_stats")

    answer = await rest.answer("batch", {"cmd": {"a": "server.time", "b": "user.current"}})

    stats = await rest.control("GET", "stats")
    assert (stats["requests"], stats["commands"]) == (1, 2)
    assert stats["by_method"] == {"batch": 1, "server.time": 1, "user.current": 1}
    assert answer.json()["result"]["result_time"]["a"]["operating"] > 0
