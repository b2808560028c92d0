"""The boards, between a simulated portal and a simulated base: what people see there and what the buttons do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from sandbox.boards.pages import application
from sandbox.stack.program import Supervisor
from sandbox.stack.simulators import Simulator, simulator_of, simulator_program

ADDRESS = "http://127.0.0.1"


@dataclass
class Boards:
    pages: httpx.AsyncClient
    portal: httpx.AsyncClient
    base: httpx.AsyncClient

    async def page(self, path: str) -> str:
        answer = await self.pages.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def press(self, path: str, **typed: Any) -> str:
        """Press a button, and return where it leads."""
        answer = await self.pages.post(path, data=typed)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture
async def simulators(tmp_path) -> AsyncIterator[tuple[Simulator, Simulator]]:
    supervisor = Supervisor()
    programs = [simulator_program(kind, tmp_path, ()) for kind in ("portal", "base")]
    await supervisor.start(*programs)
    portal, base = map(simulator_of, programs)
    yield portal, base
    await supervisor.stop()


@pytest.fixture
async def boards(simulators) -> AsyncIterator[Boards]:
    portal, base = simulators
    told = {
        "portal": portal.told,
        "base": base.told,
        "services": {"mapper": "http://127.0.0.1:1"},
        "management_password": "only-behind-a-click",
    }
    transport = httpx.ASGITransport(application(told))
    async with (
        httpx.AsyncClient(transport=transport, base_url=ADDRESS) as pages,
        portal.control() as portal_control,
        base.control() as base_control,
    ):
        yield Boards(pages, portal_control, base_control)


async def test_a_deal_is_made_moved_edited_copied_and_deleted_by_its_buttons(boards: Boards) -> None:
    product = next(one for one in (await boards.portal.get("products")).json() if one["type"] != 3)
    new = {"pipeline": 0, "stage": "NEW", "company": 3, "manager": 11, "product": product["id"], "quantity": "2,5"}
    card = await boards.press("/deals", title="Гайки <b>срочно</b>", price="1 000,50", **new)
    page = await boards.page(card)
    assert "Гайки &lt;b&gt;срочно&lt;/b&gt;" in page
    assert "2\u00a0501,25 ₽" in page
    await boards.press(f"{card}/move", stage="PREPARATION")
    await boards.press(f"{card}/edit", title="Гайки")
    [row] = (await boards.portal.get(f"deals{card.removeprefix('/deals')}")).json()["rows"]
    await boards.press(f"{card}/rows", **{f"quantity-{row['id']}": "4", f"price-{row['id']}": "10"})
    page = await boards.page(card)
    assert "Стадия: Поступил заказ → Заказ в работе" in page
    assert "40,00 ₽" in page
    copied = await boards.press(f"{card}/copy")
    assert copied != card
    assert await boards.press(f"{copied}/delete") == "/deals"
    assert [deal["title"] for deal in (await boards.portal.get("deals")).json()] == ["Гайки"]
    assert "Гайки" in await boards.page("/deals")


async def test_what_the_bus_writes_into_a_deal_stands_in_its_card(boards: Boards) -> None:
    deal = (await boards.portal.post("deals", json={"title": "Заказ", "manager": 11, "stage": "NEW"})).json()["deal"]
    webhook = (await boards.pages.get("/")).text.partition("<code>http")[2].partition("</code>")[0]
    comment = {"ENTITY_ID": deal["id"], "ENTITY_TYPE": "deal", "COMMENT": "Заказ № 7 создан в 1С"}
    answer = await httpx.AsyncClient(trust_env=False).post(
        f"http{webhook}crm.timeline.comment.add", json={"fields": comment}
    )
    assert answer.is_success
    assert "Заказ № 7 создан в 1С" in await boards.page(f"/deals/{deal['id']}")


async def test_an_order_is_typed_paid_shipped_and_marked_by_its_buttons(boards: Boards) -> None:
    choices = (await boards.base.get("choices")).json()
    client, item = choices["clients"][0], choices["items"][1]
    form = await boards.press("/orders", client=client["guid"], item=item["guid"], quantity="3", price="100")
    assert client["name"] in await boards.page("/orders")
    await boards.press(f"{form}/pay")
    await boards.press(f"{form}/ship")
    page = await boards.page(form)
    assert item["name"] in page
    assert "(100 %)" in page
    await boards.press(f"{form}/return")
    await boards.press(f"{form}/unpay")
    await boards.press(f"{form}/mark")
    assert "помечен на удаление" in await boards.page(form)


async def test_what_cannot_be_done_is_told_in_the_words_of_the_other_side(boards: Boards) -> None:
    choices = (await boards.base.get("choices")).json()
    sent = {"client": choices["clients"][0]["guid"], "item": choices["items"][1]["guid"], "quantity": "много"}
    unread = await boards.pages.post("/orders", data=sent)
    missing = await boards.pages.get("/deals/77777")
    strange = await boards.pages.post("/deals/77777/burn")
    assert [one.status_code for one in (unread, missing, strange)] == [400, 400, 400]
    assert "неверно" in unread.text
    assert "no deal 77777" in missing.text
    assert "Такого действия нет: burn" in strange.text


async def test_no_other_site_can_press_the_buttons(boards: Boards) -> None:
    foreign = await boards.pages.post("/deals/1/delete", headers={"origin": "http://evil.example"})
    renamed = await boards.pages.get("/", headers={"host": "evil.example"})
    assert foreign.status_code == 400
    assert renamed.status_code == 400
    assert "only-behind-a-click" not in renamed.text


async def test_secrets_of_the_first_page_are_behind_a_click(boards: Boards) -> None:
    page = await boards.page("/")
    hidden = [part.partition("</details>")[0] for part in page.split("<details>")[1:]]
    assert any("only-behind-a-click" in part for part in hidden)
    for part in hidden:
        page = page.replace(part, "")
    assert "only-behind-a-click" not in page
    assert "sandboxwebhooksecret" not in page
