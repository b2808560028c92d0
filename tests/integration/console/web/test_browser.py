"""Every page in a real browser, as each role: it is drawn whole, by keyboard and on a phone, and axe finds no fault.

`DEALBUS_SCREENSHOTS=docs/screenshots` makes the pictures of the guide anew.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from sandbox.stack.ports import free_ports
from services.console.web.application import application
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from shared.messages.things import Ref
from shared.process.http import serve
from shared.store.history import History
from tests.browser import browser_page
from tests.contract.console.web.visitor import PASSWORD
from tests.integration.console.web.test_directory import which_firm

PHONE = {"width": 360, "height": 740}
PAGES = (
    *("/", "/standing", "/failed", "/doubts", "/doubts/requisite:27", "/loads", "/reconciliation", "/rules", "/find"),
    *("/pair/deal:41", "/pair/deal:41/now", "/nothing-there"),
)
SAID = {
    "41": ("item", "Заказ не создан: товара «Болт М8» нет в 1С. Заведите его или выберите другой в сделке."),
    "52": ("customer", "Заказ не создан: у компании «Ромашка» не заполнен ИНН. Заполните его в реквизитах компании."),
}


@pytest.fixture
def amqp_url(emptied_bus_url: str) -> str:
    return emptied_bus_url


@pytest.fixture
async def address(settings, store) -> AsyncIterator[str]:
    links, names = Links(store), Names(store)
    await links.prepare()
    await names.prepare()
    for deal, (why, said) in SAID.items():
        ref = Ref(system="b24", kind="deal", id=deal)
        await links.bear(ref)
        await links.complete(ref.key, None, refusal=RefusalReason(why, said))
        await names.note(ref.key, {"title": f"Поставка по заявке {deal}", "client": "ООО Ромашка", "inn": "7701234567"})
        await History(store, "mapper", 1).note(ref.key, "order_wanted", {"groups": ["rows"], "wanted": "yes"})
        await History(store, "mapper", 1).note(ref.key, "order_refused", {"why": why, "said": said})
        await History(store, "b24", 1).note(ref.key, "told", {"said": said})
    await links.doubts.put(which_firm(), "deal:41")
    (port,) = free_ports(1)
    serving = asyncio.create_task(serve(application(settings), host="127.0.0.1", port=port))
    yield f"http://127.0.0.1:{port}"
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


@pytest.fixture
async def browser() -> AsyncIterator[Page]:
    async with browser_page() as opened:
        yield opened


async def faults(page: Page) -> list[str]:
    """Return what axe finds serious."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in {"serious", "critical"}]


async def is_wider_than_the_screen(page: Page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("DEALBUS_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def log_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/login")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.type("ivanova")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Состояние обмена")


async def test_a_stranger_sees_the_log_in_alone(address, browser):
    await browser.goto(f"{address}/standing")

    await expect(browser.get_by_label("Пароль")).to_be_visible()
    assert await browser.get_by_role("navigation", name="Страницы").count() == 0
    assert await faults(browser) == []
    await picture(browser, "console-login")


async def test_an_administrator_reads_every_page_on_a_screen_and_on_a_phone(address, browser):
    errors: list[str] = []
    browser.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    await log_in(browser, address)
    found = {}
    for path in PAGES:
        await browser.set_viewport_size({"width": 1280, "height": 780})
        await browser.goto(address + path)
        name = "console-" + (path.strip("/").replace("/", "-").replace(":", "-") or "status")
        await picture(browser, name)
        serious = await faults(browser)
        await browser.set_viewport_size(PHONE)
        found[path] = (serious, await faults(browser), await is_wider_than_the_screen(browser))
        await picture(browser, f"{name}-phone")

    assert found == {path: ([], [], False) for path in PAGES}
    assert errors == []


async def test_from_a_standing_deal_the_keyboard_alone_leads_to_its_story_and_out(address, browser):
    await log_in(browser, address)
    await browser.goto(f"{address}/standing")
    await browser.keyboard.press("Tab")
    await expect(browser.locator(":focus")).to_have_text("К содержанию")
    await browser.get_by_role("link", name="41", exact=True).focus()
    await browser.keyboard.press("Enter")

    await expect(browser.get_by_role("heading", level=1)).to_have_text("Поставка по заявке 41")
    await expect(browser.locator("#hinders ~ .said").first).to_contain_text("Заказ ждёт: Заказ не создан")
    await browser.get_by_role("button", name="Выйти").focus()
    await browser.keyboard.press("Enter")
    await expect(browser.get_by_label("Пароль")).to_be_visible()
