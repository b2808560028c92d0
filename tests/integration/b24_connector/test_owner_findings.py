"""What `check` says of whose webhook it is."""

import pytest

from services.b24_connector.reference.owner_findings import check_owner
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


def rules(direction: str):
    made = delivered_rules()
    products = made.directory.products.model_copy(update={"direction": direction})
    return made.model_copy(update={"directory": made.directory.model_copy(update={"products": products})})


async def test_check_says_nothing_of_an_administrator(office):
    assert await check_owner(office.portal, rules("1c→b24")) == []


@pytest.mark.parametrize(("direction", "enough"), [("off", True), ("1c→b24", False)])
async def test_check_names_an_owner_who_is_no_administrator_and_what_needs_one(office, direction, enough):
    office.simulated.switches.change({"webhook_user_is_admin": False})

    (found,) = await check_owner(office.portal, rules(direction))

    assert found.ok is enough
    assert found.text.startswith("Владелец вебхука не администратор портала. ")
    assert ("Для товаров из 1С нужен администратор" in found.text) is not enough
