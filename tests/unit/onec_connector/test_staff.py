"""Who answers for an order, by 1C's list of users."""

import pytest

from services.onec_connector.vocabulary.book import KnownUser
from services.onec_connector.writer.named.staff import Staff
from shared.messages.things import Manager

GONE, DEFAULT, NAMESAKE = "guid-gone", "guid-default", "guid-namesake"
IVAN = Manager(name="Сидоров Иван", email="sidorov@td.example")


class Dictionaries:
    async def users(self):
        known = (
            KnownUser(GONE, "Сидоров Иван", ("sidorov@td.example",), active=False),
            KnownUser(DEFAULT, "Дежурный", ("duty@td.example",)),
        )
        return {one.guid: one for one in known}


@pytest.mark.parametrize(("present", "kept"), [(GONE, GONE), (DEFAULT, DEFAULT), ("", DEFAULT)])
async def test_a_dismissed_manager_stays_where_the_deal_means_him_and_is_set_nowhere_else(present, kept):
    found = await Staff(Dictionaries()).manager(IVAN, "duty@td.example", present=present)

    assert found.guid == kept
    assert bool(found.told) is (kept != GONE)
