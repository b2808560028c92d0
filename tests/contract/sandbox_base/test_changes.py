from xml.etree import ElementTree as ET

PARTNERS = "Catalog_Партнеры"
OWN = "5b1d6e0a-0000-5000-8000-00000000b042"


def select(desk, number, method="POST"):
    point = f"{desk.root}/ExchangePlan_ДляODATA(guid'{desk.base.node}')"
    found = desk.call(method, "SelectChanges", f"DataExchangePoint='{point}'&MessageNo={number}")
    assert found.status == 200, found.body.decode()
    root = ET.fromstring(found.body)
    names = [one.find("{*}id").text.removeprefix(f"{desk.root}/") for one in root.findall("{*}entry")]
    return names, [one.get("ref").removeprefix(f"{desk.root}/") for one in root.findall("{*}deleted-entry")]


def notify(desk, number):
    point = f"{desk.root}/ExchangePlan_ДляODATA(guid'{desk.base.node}')"
    return desk.call("POST", "NotifyChangesReceived", f"DataExchangePoint='{point}'&MessageNo={number}").status


def add(desk, name="Ромашка", guid=OWN):
    desk.post(PARTNERS, {"Ref_Key": guid, "Description": name})
    return f"{PARTNERS}(guid'{guid}')"


def test_a_fresh_node_has_nothing_to_read(desk):
    assert select(desk, 1) == ([], [])


def test_several_writes_of_an_object_are_one_change(desk):
    address = add(desk)
    desk.patch(address, {"Комментарий": "а"})

    assert ([address], []) == select(desk, 1)


def test_what_is_not_confirmed_comes_again_with_what_is_new(desk):
    first = add(desk)
    select(desk, 1)
    second = add(desk, "Василёк", "5b1d6e0a-0000-5000-8000-00000000b043")

    assert ([first, second], []) == select(desk, 1)


def test_what_is_confirmed_is_gone_and_the_node_remembers_the_number(desk):
    add(desk)
    select(desk, 1)

    assert (notify(desk, 1), select(desk, 2)) == (200, ([], []))
    node = desk.rows("ExchangePlan_ДляODATA", "$filter=Code eq 'ШИНА'")[0]
    assert (node["SentNo"], node["ReceivedNo"]) == ("2", "1")


def test_an_object_written_between_reading_and_confirming_survives(desk):
    address = add(desk)
    select(desk, 1)
    desk.patch(address, {"Комментарий": "а"})
    notify(desk, 1)

    assert ([address], []) == select(desk, 2)


def test_a_deleted_object_is_a_tombstone(desk):
    address = add(desk)
    desk.call("DELETE", address)

    assert ([], [address]) == select(desk, 1)


def test_what_is_not_published_is_skipped_in_silence(make_desk):
    desk = make_desk(unpublished_sets=[PARTNERS])
    desk.base.register_change(PARTNERS, (desk.company.clients[0].guid,))

    assert select(desk, 1) == ([], [])


def test_the_state_of_an_order_is_not_in_the_plan(desk):
    guid = desk.posted()

    names, _ = select(desk, 1)

    assert [f"Document_ЗаказКлиента(guid'{guid}')"] == [one for one in names if "Соглашения" not in one]


def test_entries_carry_everything_an_empty_string_as_an_empty_element(desk):
    add(desk)
    point = f"{desk.root}/ExchangePlan_ДляODATA(guid'{desk.base.node}')"
    root = ET.fromstring(desk.call("POST", "SelectChanges", f"DataExchangePoint='{point}'&MessageNo=1").body)

    properties = root.find(".//{*}properties")
    term = root.find("{*}entry/{*}category").get("term")
    assert ("Ромашка", None, f"StandardODATA.{PARTNERS}") == (
        properties.find("{*}Description").text,
        properties.find("{*}Комментарий").text,
        term,
    )


def test_an_unknown_node_and_a_read_by_get_are_refused(desk):
    point = f"{desk.root}/ExchangePlan_ДляODATA(guid'{OWN}')"

    assert desk.refusal("POST", "SelectChanges", f"DataExchangePoint='{point}'&MessageNo=1") == (404, "9")
    assert desk.refusal("GET", "SelectChanges", f"DataExchangePoint='{point}'&MessageNo=1") == (405, "19")
    assert desk.refusal("POST", "SelectChanges", "MessageNo=1") == (400, "12")
