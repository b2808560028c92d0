"""A name without a space, however long, makes no page wider than a phone: the style sheet in a real browser."""

from pathlib import Path

import pytest

from tests.browser import browser_page

STYLE = Path("services/console/web/static/console.css").read_text(encoding="utf-8")
PHONE = {"width": 375, "height": 740}
LONG = "Ж" * 400
PLACES = {
    "a heading": f"<h1>{LONG}</h1>",
    "a paragraph with a link": f'<p>{LONG} <a href="/">{LONG}</a></p>',
    "a list": f"<ul><li>{LONG}</li></ul>",
    "a panel": f'<section class="panel"><h2>{LONG}</h2><dl><dt>{LONG}</dt><dd>{LONG}</dd></dl></section>',
    "a tile": f'<ul class="tiles"><li><strong>{"7" * 200}</strong><a href="/">{LONG}</a></li></ul>',
    "a table": f'<div class="scroll"><table><caption>{LONG}</caption><tr><th>{LONG}</th><td>1</td></tr></table></div>',
}


@pytest.fixture
async def page():
    async with browser_page() as opened:
        await opened.set_viewport_size(PHONE)
        yield opened


async def test_no_place_of_a_page_is_wider_than_a_phone(page):
    widths = {}
    for place, markup in PLACES.items():
        await page.set_content(f"<style>{STYLE}</style><main>{markup}</main>")
        widths[place] = await page.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PLACES, PHONE["width"])
