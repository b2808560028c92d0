"""An id in an event of the portal: whatever spells it, it is one record."""

import pytest

from tests.contract.b24_connector.test_intake import Portal


@pytest.mark.parametrize("number", ["041", "000000000000000041"])
async def test_however_an_id_is_spelt_it_is_one_record(number):
    portal = Portal(directories=("companies", "contacts"))

    await portal.sends("ONCRMDEALUPDATE", number)
    await portal.sends("ONCRMCOMPANYUPDATE", number)
    await portal.sends("ONCRMADDRESSREGISTER", "", ENTITY_TYPE_ID="8", ENTITY_ID=number)

    named = [one.ref.key for one in portal.published]
    assert set(named) - {"order:1"} == {"deal:41", "company:41", "requisite:41"}
    assert {one["fields.company"] for one in portal.store.asked if "fields.company" in one} == {"41"}
