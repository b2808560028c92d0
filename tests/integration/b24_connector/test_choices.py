"""«Склад» and «Соглашение» of a deal are lists that 1C fills; portals of an earlier release keep their texts."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from sandbox.portal.methods.userfields import add_field, change_field
from services.b24_connector.check import check
from services.b24_connector.settings import Settings
from services.b24_connector.setup import setup
from services.b24_connector.vocabulary.choices import NOT_OFFERED
from services.b24_connector.vocabulary.names import USER_FIELDS
from services.b24_connector.writer.choices import ChoiceWriter
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import ChoicesChanged
from shared.messages.things import ListValue, Ref
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import PAID, move
from tests.integration.b24_connector.in_process import BUS, office

__all__ = ["office"]

MAIN, SOUTH = "6f1c0000-0000-4000-8000-0000000000a1", "6f1c0000-0000-4000-8000-0000000000a2"
LISTS = ("agreement", "warehouse")


def warehouse(guid: str, name: str, *, offered: bool = True) -> ListValue:
    return ListValue(ref=Ref(system="onec", kind="warehouse", id=guid), name=name, offered=offered)


async def said(office, *choices: ListValue) -> None:
    message = ChoicesChanged(field="warehouse", choices=choices)
    await ChoiceWriter(office.portal, office.directory).changed(wrap(message, source="test"), message)


def field_of(office, key: str):
    return next(row for row in office.simulated.table("userfield") if row["fieldName"] == USER_FIELDS[key].upper)


def listed(office) -> dict[str, int]:
    return {one["VALUE"]: one["ID"] for one in field_of(office, "warehouse")["list"]}


def made_earlier(office, *keys: str, type_: str = "string") -> None:
    """A portal that was set up by an earlier release."""
    for key in keys:
        record = field_of(office, key)
        del office.simulated.table("userfield").rows[record["id"]]
        add_field(office.simulated, BUS, 2, {"FIELD_NAME": record["fieldName"], "USER_TYPE_ID": type_, "LABEL": key})


async def findings_of_check(office) -> list:
    office.simulated.clock.freeze(datetime.now(UTC))
    settings = Settings.model_construct(b24_application_token=_Secret(), b24_sweep_s=60)
    return await check(office.portal, office.directory, settings, delivered_rules())


class _Secret:
    @staticmethod
    def get_secret_value() -> str:
        return "token"


async def test_the_list_follows_1c_and_a_deal_keeps_the_value_it_holds(office):
    await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))
    before = listed(office)
    deal = office.new_deal(fields={office.directory.fields.names["warehouse"]: before["Южный"]})

    await said(office, warehouse(MAIN, "Центральный"), warehouse(SOUTH, "Южный", offered=False))
    await office.handle()

    assert listed(office) == {"Центральный": before["Главный"], f"Южный {NOT_OFFERED}": before["Южный"]}
    assert office.heard(deal).terms.warehouse.origin.id == SOUTH


async def test_a_write_whose_answer_nobody_heard_doubles_no_value(office):
    office.dies_at("crm.deal.userfield.update")

    with pytest.raises(Retryable):
        await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))
    await said(office, warehouse(MAIN, "Главный"), warehouse(SOUTH, "Южный"))

    assert [one["XML_ID"] for one in field_of(office, "warehouse")["list"]] == [MAIN, SOUTH]


async def test_a_value_that_came_into_a_list_a_moment_ago_is_read_at_once(office):
    field = field_of(office, "organisation")
    change_field(office.simulated, field, {"LIST": [{"VALUE": "ООО «Новая»", "XML_ID": "7736050003"}]})

    deal = office.new_deal(fields={office.directory.fields.names["organisation"]: field["list"][-1]["ID"]})
    await office.handle()

    assert office.heard(deal).organisation.inn == "7736050003"


async def test_a_value_that_somebody_deleted_from_a_list_is_looked_for_once(office):
    deals = [office.new_deal(fields={office.directory.fields.names["warehouse"]: 9999}) for _ in range(3)]
    before = office.asked["crm.deal.userfield.list"]

    await office.handle()

    assert all(office.heard(deal).terms.warehouse is None for deal in deals)
    assert office.asked["crm.deal.userfield.list"] == before + 1


def delete_value(office, key: str, value: int) -> None:
    field = field_of(office, key)
    change_field(office.simulated, field, {"LIST": [{"ID": value, "DEL": "Y"}]})


async def test_an_order_keeps_its_organisation_when_the_value_of_its_deal_is_deleted(office):
    chosen = field_of(office, "organisation")["list"][0]["ID"]
    deal = office.new_deal(fields={office.directory.fields.names["organisation"]: chosen})
    await office.handle()
    await office.move(move(deal, PAID))
    await office.handle()
    before = office.heard(deal)

    delete_value(office, "organisation", chosen)
    await office.directory.refresh()
    with capture_logs() as said:
        office.edit(deal, title="Болты и гайки")
        await office.handle()

    after = office.heard(deal)
    assert (after.title, after.organisation) == ("Болты и гайки", before.organisation)
    assert after.groups[OrderGroup.ORGANISATION].edited == before.groups[OrderGroup.ORGANISATION].edited
    assert [(one["field"], one["value"]) for one in said if "deleted from its list" in one["event"]] == [
        ("organisation", str(chosen))
    ]


async def test_check_names_the_lists_that_1c_has_not_filled(office):
    before = [one.text for one in await findings_of_check(office) if "пока пусты" in one.text]

    await said(office, warehouse(MAIN, "Главный"))

    after = [one.text for one in await findings_of_check(office) if "пока пусты" in one.text]
    assert [text.partition(".")[0] for text in (*before, *after)] == [
        "Списки пока пусты: «Соглашение», «Склад»",
        "Списки пока пусты: «Соглашение»",
    ]


async def test_a_list_that_is_right_already_costs_no_request(office):
    await said(office, warehouse(MAIN, "Главный"))
    before = office.portal.requests

    await said(office, warehouse(MAIN, "Главный"))

    assert office.portal.requests == before


async def test_long_lists_are_written_whole(office):
    many = [warehouse(f"6f1c0000-0000-4000-8000-{number:012d}", f"Склад {number}") for number in range(250)]

    await said(office, *many)

    assert len(listed(office)) == 250


async def test_a_text_of_an_earlier_release_is_read_and_never_written(office):
    made_earlier(office, "warehouse")
    await office.directory.refresh()
    deal = office.new_deal(fields={office.directory.fields.names["warehouse"]: "Главный"})

    await said(office, warehouse(MAIN, "Главный"))
    await office.handle()

    assert office.heard(deal).terms.warehouse.name == "Главный"
    assert office.heard(deal).terms.warehouse.ref is None


async def test_setup_and_check_say_what_to_do_with_fields_of_an_earlier_release(office):
    made_earlier(office, "url", *LISTS)
    await office.directory.refresh()

    told = [await setup(office.portal, office.directory, delivered_rules()), await findings_of_check(office)]

    for findings in told:
        earlier = [one for one in findings if "удалите поле" in one.text]
        texts = [one.text for one in earlier]
        assert [text.partition(". ")[0] for text in texts] == [
            "Поле «Открыть заказ» имеет тип «строка», теперь заводится «ссылка»",
            "Поле «Соглашение» имеет тип «строка», теперь заводится «список»",
            "Поле «Склад» имеет тип «строка», теперь заводится «список»",
        ]
        assert all("Обмен работает и так" in text and "dealbus setup" in text for text in texts)
        assert all(one.ok for one in earlier), earlier


@pytest.mark.parametrize("key", ["ship_on", "warehouse"])
async def test_a_field_of_a_type_that_never_served_is_a_fault(office, key):
    made_earlier(office, key, type_="boolean")
    await office.directory.refresh()

    (finding,) = [one for one in await setup(office.portal, office.directory, delivered_rules()) if not one.ok]

    assert f"Поле «{USER_FIELDS[key].label}» имеет тип «да/нет»" in finding.text


async def test_the_link_to_the_order_is_a_field_one_can_click(office):
    assert field_of(office, "url")["userTypeId"] == "url"
    assert {field_of(office, key)["userTypeId"] for key in LISTS} == {"enumeration"}
