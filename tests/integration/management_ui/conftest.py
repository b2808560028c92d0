"""A browser, the distribution's Chromium without a window; and the distribution's RabbitMQ and a 4.x to look at."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from sandbox.stack import Broker
from sandbox.stack.broker import local_broker
from sandbox.stack.installing import find_or_install_chromium, find_or_install_rabbitmq
from sandbox.stack.next_release import NotOfferedError
from sandbox.stack.rabbitmq import private_node

OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",  # containers have little of it
)
PATIENCE_MS = 60_000  # of a machine that runs other tests at the same time
WANTED = {"distribution": "", "4.x": "4."}  # the first may be a 4.x as well
LARGE = {"width": 1280, "height": 780}


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    can_install = os.geteuid() == 0 and shutil.which("apt-get")
    if not shutil.which("chromium") and not can_install:
        pytest.skip("no Chromium, and without root and apt there is no way to install it")
    chromium = find_or_install_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium), args=OPTIONS)
        page = await browser.new_page(viewport=LARGE)
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield page
        await browser.close()


@dataclass(frozen=True)
class Server:
    """A broker of its own, the version that was installed for it, and how a fitting one begins."""

    broker: Broker
    version: str
    wanted: str


@pytest.fixture(params=list(WANTED))
async def server(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get to install the distribution's RabbitMQ and a 4.x with")
    monkeypatch.setenv("DEALBUS_RABBITMQ", request.param)
    try:
        version = find_or_install_rabbitmq().version
    except NotOfferedError as reason:
        pytest.skip(str(reason))
    async with local_broker(tmp_path / request.param, private_node(tmp_path / request.param)) as broker:
        yield Server(broker, version, WANTED[request.param])
