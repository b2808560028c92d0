"""Who answers for an order, by 1C's list of users."""

import pytest

from services.onec_connector.vocabulary.reference import KnownOrganisation, KnownUser
from services.onec_connector.writer.named.staff import Staff
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.things import Manager, Organisation

GONE, DEFAULT, NAMESAKE = "guid-gone", "guid-default", "guid-namesake"
IVAN = Manager(name="Сидоров Иван", email="sidorov@td.example")


class Dictionaries:
    async def users(self):
        known = (
            KnownUser(GONE, "Сидоров Иван", ("sidorov@td.example",), active=False),
            KnownUser(DEFAULT, "Дежурный", ("duty@td.example",)),
        )
        return {one.guid: one for one in known}


class Organisations:
    async def organisations(self):
        known = (
            KnownOrganisation("guid-1", "ООО Старая", "7707083893", "", usable=False),
            KnownOrganisation("guid-2", "ИП Иванов", "500100732259", ""),
        )
        return {one.guid: one for one in known}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Organisation(inn="7707083893"), "наша организация с ИНН 7707083893 в 1С помечена на удаление"),
        (Organisation(name="ООО Новая"), "нашей организации «ООО Новая» нет в 1С (есть: «ИП Иванов»)"),
    ],
)
async def test_an_organisation_marked_for_deletion_is_not_missing(wanted, words):
    with pytest.raises(OrderRefusal) as refused:
        await Staff(Organisations()).organisation(wanted)

    assert words in refused.value.sentence(None)


@pytest.mark.parametrize(("present", "kept"), [(GONE, GONE), (DEFAULT, DEFAULT), ("", DEFAULT)])
async def test_a_dismissed_manager_stays_where_the_deal_means_him_and_is_set_nowhere_else(present, kept):
    found = await Staff(Dictionaries()).manager(IVAN, "duty@td.example", present=present)

    assert found.guid == kept
    assert bool(found.told) is (kept != GONE)


@pytest.mark.parametrize(
    "wanted",
    [
        Organisation(name="Иванов ИП"),
        Organisation(name="«ИП  ИВАНОВ»"),
        Organisation(name="Иванов"),
        Organisation(inn=" 5001 0073 2259 "),
    ],
)
async def test_our_organisation_is_one_however_it_is_written(wanted):
    assert await Staff(Organisations()).organisation(wanted) == "guid-2"


class Employees:
    async def users(self):
        return {"guid": KnownUser("guid", "Фёдоров Иван Петрович", ("fedorov@td.example",))}


@pytest.mark.parametrize(
    "wanted",
    [
        Manager(name="Иван Федоров"),
        Manager(name="фёдоров иван"),
        Manager(name="Кто-то", email="Fedorov@TD.example (рабочий)"),
    ],
)
async def test_an_employee_is_one_however_the_name_is_written(wanted):
    assert (await Staff(Employees()).manager(wanted, None)).guid == "guid"


async def test_a_namesake_by_the_family_name_alone_is_nobody():
    assert (await Staff(Employees()).manager(Manager(name="Фёдоров"), None)).guid == ""
