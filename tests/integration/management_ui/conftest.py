"""A browser, the distribution's Chromium without a window; and the distribution's RabbitMQ and a 4.x to look at."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page

from sandbox.stack import Broker
from sandbox.stack.broker import local_broker
from sandbox.stack.installing import find_or_install_rabbitmq
from sandbox.stack.next_release import NotOfferedError
from sandbox.stack.rabbitmq import private_node
from tests.browser import browser_page

WANTED = {"distribution": "", "4.x": "4."}  # the first may be a 4.x as well


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with browser_page() as page:
        yield page


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
