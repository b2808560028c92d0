"""Partners that the bus makes of clients whom 1C does not have."""

from typing import Any

import pytest

from services.onec_connector.objects import partner, standard
from services.onec_connector.writer.partners.births import PartyBirths
from services.onec_connector.writer.partners.newcomers import Newcomers
from shared.messages.things import Customer, Ref
from tests.unit.b24_connector.stores import StoreInMemory

ANNA = "0a000000-0000-4000-8000-000000000021"


class Base:
    """A base that keeps what is created."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    async def create(self, _: str, body: dict[str, Any]) -> dict[str, Any]:
        self.made.append(body)
        return body


class Dictionaries:
    """A base without access groups and kinds of contact information."""

    async def access_group(self) -> str:
        return ""

    async def contact_kinds(self, _: str) -> dict[str, str]:
        return {}


class Keys:
    """What a create shows of computed keys."""

    async def learn(self, *, honoured: bool) -> None:
        assert honoured


@pytest.mark.parametrize(("manager", "kept"), [(ANNA, ANNA), ("", standard.NO_REF)])
async def test_a_new_partner_names_its_manager_or_nobody_as_1c_would_name_the_user_of_the_bus(manager, kept):
    base, births = Base(), PartyBirths(StoreInMemory(), StoreInMemory())
    client = Customer(ref=Ref(system="b24", kind="company", id="17"), name="Ромашка")

    await Newcomers(base, Dictionaries(), Keys(), births, portal_id="p").partner(client, manager=manager)

    (body,) = base.made
    assert body[partner.MANAGER] == kept
