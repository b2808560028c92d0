"""The employees of the portal whom `check` and `init` offer: all who work there, and nobody who has left."""

from sandbox.portal.control import directory
from sandbox.portal.methods.people import add_user
from services.b24_connector.reference.manager_findings import read_employees
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


async def test_those_who_work_in_the_portal_are_offered_and_nobody_who_has_left(office) -> None:
    for number, name in ((41, "sidorov"), (42, "petrov")):
        add_user(office.simulated, number, name, name, f"{name}@td.example")
    directory.edit_user(office.simulated, 42, {"active": False})

    found = {one.email for one in await read_employees(office.portal)}

    assert "sidorov@td.example" in found
    assert "petrov@td.example" not in found
