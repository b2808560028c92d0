"""A browser without a window or a network: asks the page itself and keeps its cookies."""

import re
from html import unescape
from pathlib import Path

import httpx
from starlette.applications import Starlette

from services.console.web.application import application
from services.console.web.passwords import line
from services.console.web.settings import WebSettings

PASSWORD = "correct horse battery"
LINE = line("ivanova", PASSWORD)
HERE = "http://127.0.0.1"
NOBODY_THERE = "amqp://guest:guest@127.0.0.1:1/"
RULES = Path("deploy/config/rules.yaml")


def settings(**more: object) -> WebSettings:
    return WebSettings(**{"rules": RULES, "console_users": LINE, "amqp_url": NOBODY_THERE, **more})


def visitor(app: Starlette | None = None, url: str = HERE) -> httpx.AsyncClient:
    """Return a client that has not logged in, of a page with its usual settings unless one is given."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app or application(settings())), base_url=url)


async def log_in(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    filled = {"name": "ivanova", "password": PASSWORD, "next": "/", **form}
    return await client.post("/login", data=filled, headers={"origin": str(client.base_url)})


def words_of(page: str) -> str:
    """Return what a page says, without its tags."""
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", page).split()))
