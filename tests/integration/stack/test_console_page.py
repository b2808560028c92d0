"""`make up` starts the page of the console too: whoever has its name and password sees the exchange there."""

import httpx

from sandbox.stack import StackPlan, running_stack

PLAN = StackPlan(simulators=False, services=("mapper",), console_page=True)


async def test_the_page_of_a_stack_lets_in_whom_its_addresses_name_and_nobody_else(peers, tmp_path):
    async with running_stack(tmp_path, PLAN, peers) as stack:
        told = stack.addresses()["console_page"]
        form = {"name": told["name"], "password": told["password"], "next": "/"}
        async with httpx.AsyncClient(base_url=told["url"], follow_redirects=True, timeout=60) as client:
            stranger = await client.get("/")
            seen = await client.post("/login", data=form)

    assert "Войти" in stranger.text
    assert (seen.status_code, "Состояние обмена" in seen.text) == (200, True), seen.text
    assert "mapper.orders" in seen.text
