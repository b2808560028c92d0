"""What an operator does on the pages of RabbitMQ's management UI, 3.10 to 4.x."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

NAMED = re.compile(r"RabbitMQ (\d+\.\d+\.\d+)")
SOME = re.compile(r"^[1-9]\d*$")


@dataclass(frozen=True)
class ManagementUi:
    """The UI in a browser; `pictures` is a folder for screenshots, None = none are made."""

    page: Page
    url: str
    pictures: Path | None

    async def log_in(self, user: str, password: str) -> None:
        await self.page.goto(self.url)
        await self.page.fill("input[name=username]", user)
        await self.page.fill("input[name=password]", password)
        await self.page.click("input[type=submit][value=Login]")
        await expect(self.page.locator("#tabs a[href='#/queues']")).to_be_visible()

    async def version(self) -> str:
        """Read which RabbitMQ the head of every page names."""
        named = self.page.get_by_text(NAMED)
        await expect(named).to_be_visible()
        return NAMED.fullmatch((await named.inner_text()).strip())[1]

    async def choose_vhost(self, vhost: str) -> None:
        await self.page.select_option("select#show-vhost", label=vhost)

    async def open_queue_with_messages(self, name: str) -> None:
        """Find a queue in the list, once it shows that messages are in it, and open its page."""
        await self.page.locator("#tabs a[href='#/queues']").click()
        row = self.page.locator("tr", has=self.page.get_by_role("link", name=name, exact=True))
        await expect(row.locator("td", has_text=SOME).first).to_be_visible()
        await self.picture("dead-queue-in-list")
        await row.get_by_role("link", name=name, exact=True).click()
        await expect(self.page.locator("h1", has_text=name)).to_be_visible()

    async def first_message(self) -> str:
        """Get one message, leaving it in the queue, and read what the page shows of it."""
        section = await self._unfolded("Get messages")
        await section.locator("input[type=submit]").click()
        shown = self.page.locator("#msg-wrapper")
        await expect(shown).to_contain_text("Message 1")
        await shown.get_by_text("Payload").last.scroll_into_view_if_needed()
        await self.picture("reason-in-headers")
        return await shown.inner_text()

    async def move_messages(self, target: str) -> None:
        section = await self._unfolded("Move messages")
        await section.locator("input[name=dest-queue]").fill(target)
        await section.evaluate("section => section.scrollIntoView({block: 'end'})")
        await self.picture("move-messages")
        await section.locator("input[type=submit]").click()

    async def picture(self, name: str) -> None:
        if self.pictures:
            await self.page.screenshot(path=self.pictures / f"{name}.png")

    async def _unfolded(self, heading: str) -> Locator:
        title = self.page.locator("h2", has_text=heading)
        section = self.page.locator(".section, .section-hidden, .section-visible, .section-invisible", has=title)
        submit = section.locator("input[type=submit]")
        if not await submit.is_visible():
            await title.click()
        await expect(submit).to_be_visible()
        return section
