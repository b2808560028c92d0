"""The page on a real broker and database, looked at by somebody who has logged in."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.console.web.application import application
from services.console.web.settings import WebSettings
from shared.store import connect
from tests.contract.console.web.visitor import LINE, RULES, log_in, visitor


@pytest.fixture
def settings(amqp_url, mongo_url, mongo_database, monkeypatch) -> WebSettings:
    named = {
        "AMQP_URL": amqp_url,
        "MONGO_URL": mongo_url,
        "MONGO_DATABASE": mongo_database,
        "RULES": str(RULES),
        "CONSOLE_USERS": LINE,
    }
    for name, value in named.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)
    return WebSettings.load()


@pytest.fixture
async def page(settings) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(application(settings)) as client:
        await log_in(client)
        yield client


@pytest.fixture
async def store(settings) -> AsyncIterator:
    async with connect(settings.mongo_url, settings.mongo_database) as opened:
        yield opened
