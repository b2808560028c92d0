"""Whatever people have called things, and where there is nothing yet, a page is drawn whole on a phone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from sandbox.stack.ports import free_ports
from services.console.web.application import application
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from shared.messages.ring.doubts import doubt_about
from shared.messages.things import Ref
from shared.process.http import serve
from shared.store.history import History
from tests.integration.console.web.test_browser import PAGES, PHONE, browser, faults, is_wider_than_the_screen, log_in
from tests.integration.console.web.test_directory import GUIDS, REQUISITE

__all__ = ["browser"]
MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>{{ 7*7 }}'
ODD = f"{'Ж' * 400}{MARKUP}"
DEAL = Ref(system="b24", kind="deal", id="41")


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@asynccontextmanager
async def served(settings) -> AsyncIterator[str]:
    (port,) = free_ports(1)
    serving = asyncio.create_task(serve(application(settings), host="127.0.0.1", port=port))
    yield f"http://127.0.0.1:{port}"
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def fill(store) -> None:
    links, names = Links(store), Names(store)
    await links.prepare()
    await names.prepare()
    await links.bear(DEAL)
    await links.complete(DEAL.key, None, refusal=RefusalReason("item", ODD))
    await names.note(DEAL.key, {"title": ODD, "client": ODD, "inn": "7" * 300, "number": "№" * 300})
    for service in ("mapper", "b24"):
        await History(store, service, 1).note(DEAL.key, "told", {"said": ODD})
    firms = [(Ref(system="onec", kind="legal_entity", id=guid), ODD, {"inn": "7" * 60}) for guid in GUIDS]
    doubt = doubt_about("requisite", REQUISITE, ODD, {"inn": "7" * 60}, firms)
    assert doubt is not None
    await links.doubts.put(doubt, DEAL.key)


async def looked_at(page, address: str) -> dict[str, tuple[list[str], bool, str]]:
    await log_in(page, address)
    await page.set_viewport_size(PHONE)
    found = {}
    for path in PAGES:
        await page.goto(address + path)
        title = await page.title()
        found[path] = (await faults(page), await is_wider_than_the_screen(page), title[:1])
    return found


async def test_long_names_with_markup_are_text_and_fit_a_phone(settings, store, browser):
    await fill(store)
    async with served(settings) as address:
        found = await looked_at(browser, address)

    assert {path: one for path, one in found.items() if one[:2] != ([], False) or one[2] in "12"} == {}


async def test_pages_without_anything_on_them_are_whole(settings, browser):
    async with served(settings) as address:
        found = await looked_at(browser, address)

    assert {path: one for path, one in found.items() if one[:2] != ([], False)} == {}
