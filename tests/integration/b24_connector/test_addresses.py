"""Addresses of many requisites are asked for at once, and none is lost."""

import asyncio

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]
TYPES = (1, 4, 6, 8, 9, 11)


async def test_every_address_is_read_though_the_portal_never_names_a_second_page(office):
    client = next(iter(office.simulated.seeded["companies"].values()))
    made = [parties.add_requisite(office.simulated, {"owner": [COMPANY, client]})["ID"] for _ in range(10)]
    for requisite in made:
        for kind in TYPES:
            parties.set_address(office.simulated, int(requisite), {"type": kind, "ADDRESS_1": "Ленина 2"})

    found = await asyncio.gather(*(office.directory.addresses(one) for one in made))

    assert [len(rows) for rows in found] == [len(TYPES)] * len(made)
