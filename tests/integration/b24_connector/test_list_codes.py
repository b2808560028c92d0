"""Lists of a deal in a portal that does not keep the codes of a new list's values, or does not show them (R9, R13)."""

import pytest

from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.methods.userfields import change_field
from services.b24_connector.setup import setup
from services.b24_connector.vocabulary.choices import NOT_OFFERED
from services.b24_connector.vocabulary.exchange import STATES
from shared.messages.order import OrderGroup
from shared.messages.things import Organisation
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import PAID, line, move, upsert
from tests.integration.b24_connector.in_process import opened_office
from tests.integration.b24_connector.test_choices import MAIN, SOUTH, field_of, findings_of_check, said, warehouse
from tests.integration.b24_connector.test_exchange_fields import NO_INN, note, shown


@pytest.fixture(params=["dropped", "hidden"])
async def office(request):
    async with opened_office(codes=request.param) as made:
        yield made


def values(office, key):
    return [(one["VALUE"], one["XML_ID"]) for one in field_of(office, key)["list"]]


async def faults(office):
    return [one.text for one in await findings_of_check(office) if not one.ok and "поле" in one.text.lower()]


async def set_up(office, rules=None):
    return [one.text for one in await setup(office.portal, office.directory, rules or delivered_rules()) if not one.ok]


def retype(office, key, position, name):
    """A person gives a value of a list another name in the portal."""
    one = field_of(office, key)["list"][position]
    change_field(office.simulated, field_of(office, key), {"LIST": [{**one, "VALUE": name}]})


def as_made_by_an_earlier_release(office):
    """Organisations stand twice, the first time without codes, and the states of the exchange have none either."""
    again = [{"VALUE": name, "XML_ID": inn} for name, inn in values(office, "organisation")]
    for key in ("organisation", "exchange"):
        for number, one in enumerate(field_of(office, key)["list"]):
            one["XML_ID"] = f"{number:032x}"
    change_field(office.simulated, field_of(office, "organisation"), {"LIST": again})


DROPPED = pytest.mark.parametrize("office", ["dropped"], indirect=True)
HIDDEN = pytest.mark.parametrize("office", ["hidden"], indirect=True)
KEPT = pytest.mark.parametrize("office", ["kept"], indirect=True)


@pytest.mark.parametrize("office", ["kept", "dropped", "hidden"], indirect=True)
async def test_setup_leaves_each_value_once_with_its_code_and_changes_nothing_when_repeated(office):
    organisations, states = values(office, "organisation"), values(office, "exchange")
    updates = office.asked["crm.deal.userfield.update"]

    assert await set_up(office) == []

    assert (values(office, "organisation"), values(office, "exchange")) == (organisations, states)
    assert len({name for name, _ in organisations}) == len(organisations) > 1
    assert all(len(inn) in {10, 12} for _, inn in organisations)
    assert [(code, name) for name, code in states] == list(STATES.items())
    assert office.asked["crm.deal.userfield.update"] == updates
    assert await faults(office) == []


async def test_a_deal_shows_how_its_exchange_stands(office):
    deal = office.new_deal()

    await note(office, deal, NO_INN, waiting=True)

    assert shown(office, deal) == ("отказ", NO_INN.text)


async def test_an_organisation_crosses_both_ways(office):
    (first, inn), (second, other) = values(office, "organisation")[:2]
    place = office.directory.fields.names["organisation"]
    ids = [one["ID"] for one in field_of(office, "organisation")["list"]]
    deal = office.new_deal(fields={place: ids[0]})
    await office.handle()
    command = upsert([line(100)], groups=(OrderGroup.ROWS, OrderGroup.ORGANISATION))
    order = command.order.with_(organisation=Organisation(name=second, inn=other))

    born = await office.upsert(command.with_(order=order))

    assert office.heard(deal).organisation == Organisation(name=first, inn=inn)
    assert office.deal(int(born.ref.id))[place] == ids[1]


@DROPPED
async def test_lists_without_codes_are_told_by_check_and_repaired_by_setup(office):
    as_made_by_an_earlier_release(office)
    organisations = values(office, "organisation")
    (before,) = await faults(office)

    await set_up(office)

    assert before == (
        "В поле «Обмен с 1С» у значений «передано», «ждёт», «отказ», «остановлено» нет кодов обмена: портал не "
        "сохранил их, и переименованное значение обмен не узнает. Выполните: dealbus setup."
    )
    assert await faults(office) == []
    assert [(code, name) for name, code in values(office, "exchange")] == list(STATES.items())
    assert values(office, "organisation") == organisations


@DROPPED
async def test_organisations_without_codes_are_repaired_and_not_added_once_more(office):
    made = values(office, "organisation")
    for number, one in enumerate(field_of(office, "organisation")["list"]):
        one["XML_ID"] = f"{number:032x}"
    (before,) = await faults(office)

    await set_up(office)

    names = ", ".join(f"«{name}»" for name, _ in made)
    assert before.startswith(f"В поле «Наша организация» у значений {names} нет кодов")
    assert (values(office, "organisation"), await faults(office)) == (made, [])


async def test_lists_of_an_earlier_release_serve_as_they_are(office):
    as_made_by_an_earlier_release(office)
    await office.directory.refresh()
    listed = field_of(office, "organisation")["list"]
    (_, inn), place = values(office, "organisation")[len(listed) // 2], office.directory.fields.names["organisation"]
    deals = [office.new_deal(fields={place: listed[at]["ID"]}) for at in (0, len(listed) // 2)]

    await note(office, deals[0], NO_INN, waiting=True)
    await office.handle()

    assert shown(office, deals[0]) == ("отказ", NO_INN.text)
    assert [office.heard(deal).organisation.inn for deal in deals] == [inn, inn]


async def test_a_value_that_is_no_organisation_is_told_by_check(office):
    change_field(office.simulated, field_of(office, "organisation"), {"LIST": [{"VALUE": "Другая"}]})

    (fault,) = await faults(office)

    assert fault.startswith("В поле «Наша организация» у значений «Другая» нет ИНН")


@HIDDEN
async def test_check_asks_to_leave_the_names_alone_where_codes_are_hidden(office):
    told = [one for one in await findings_of_check(office) if "не показывает коды" in one.text]

    assert [(one.ok, "«Наша организация», «Обмен с 1С»" in one.text) for one in told] == [(True, True)]
    assert told[0].text.endswith("Не переименовывайте значения этих полей.")


@HIDDEN
async def test_a_state_that_was_renamed_where_codes_are_hidden_is_told_and_comes_again(office):
    retype(office, "exchange", 2, "Ошибка")
    before = await faults(office)
    deal = office.new_deal()

    await set_up(office)
    await note(office, deal, NO_INN, waiting=True)

    assert before == ["В поле «Обмен с 1С» нет значений «отказ»: в сделках оно пустует. Выполните: dealbus setup."]
    assert (shown(office, deal)[0], await faults(office)) == ("отказ", [])


@DROPPED
async def test_a_state_that_was_renamed_where_codes_are_shown_stays_the_same(office):
    retype(office, "exchange", 2, "Ошибка")
    deal = office.new_deal()

    await set_up(office)
    await note(office, deal, NO_INN, waiting=True)

    assert (shown(office, deal)[0], len(values(office, "exchange"))) == ("Ошибка", len(STATES))


async def test_two_own_companies_of_one_name_have_a_value_each_and_no_more(office):
    field = field_of(office, "organisation")
    del office.simulated.table("userfield").rows[field["id"]]
    office.simulated.fields_cache.clear()
    for company in office.simulated.items[COMPANY]:
        if company["isMyCompany"] == "Y":
            company["title"] = "Ромашка"

    await set_up(office)
    made = values(office, "organisation")
    await set_up(office)

    assert [name for name, _ in made] == ["Ромашка"] * len(field["list"])
    assert values(office, "organisation") == made


@DROPPED
async def test_a_list_that_1c_fills_has_its_codes(office):
    await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))
    await said(office, warehouse(MAIN, "Центральный"), warehouse(SOUTH, "Южный", offered=False))

    assert values(office, "warehouse") == [("Центральный", MAIN), (f"Южный {NOT_OFFERED}", SOUTH)]


@HIDDEN
async def test_a_list_that_1c_fills_is_known_by_its_names_where_codes_are_hidden(office):
    await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))
    place, listed = office.directory.fields.names["warehouse"], field_of(office, "warehouse")["list"]
    deal, before = office.new_deal(fields={place: listed[1]["ID"]}), office.portal.requests
    await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))
    for_nothing = office.portal.requests - before

    for _ in range(2):
        await said(office, warehouse(MAIN, "Центральный"), warehouse(SOUTH, "Южный", offered=False))
    await office.handle()

    assert for_nothing == 0
    assert [name for name, _ in values(office, "warehouse")] == ["Главный", f"Южный {NOT_OFFERED}", "Центральный"]
    assert (office.heard(deal).terms.warehouse.name, office.heard(deal).terms.warehouse.origin) == ("Южный", None)


@KEPT
async def test_a_value_typed_by_hand_is_no_reference_of_1c_and_is_taken_over_by_its_name(office):
    change_field(office.simulated, field_of(office, "warehouse"), {"LIST": [{"VALUE": "Южный"}]})
    (typed,) = field_of(office, "warehouse")["list"]
    await office.directory.refresh()
    deal = office.new_deal(fields={office.directory.fields.names["warehouse"]: typed["ID"]})
    await office.handle()
    read = office.heard(deal).terms.warehouse

    await said(office, warehouse(SOUTH, "Южный"))

    assert (read.name, read.origin) == ("Южный", None)
    assert values(office, "warehouse") == [("Южный", SOUTH)]


@KEPT
async def test_an_organisation_typed_by_hand_is_the_own_company_of_that_name(office):
    (name, inn) = values(office, "organisation")[0]
    field = field_of(office, "organisation")
    change_field(office.simulated, field, {"LIST": [{"ID": field["list"][0]["ID"], "DEL": "Y"}, {"VALUE": name}]})
    await office.directory.refresh()
    deal = office.new_deal(fields={office.directory.fields.names["organisation"]: field["list"][-1]["ID"]})

    await office.handle()
    await office.move(move(deal, PAID))

    assert office.heard(deal).organisation.inn == inn
