"""Who answers for an order, by 1C's list of users."""

import pytest

from services.onec_connector.vocabulary.book import KnownOrganisation, KnownUser
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
