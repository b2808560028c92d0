"""A browser, the distribution's Chromium without a window."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright, expect

from sandbox.stack.installing import find_or_install_chromium

OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",  # containers have little of it
)
PATIENCE_MS = 60_000  # of a machine that runs other tests at the same time
LARGE = {"width": 1280, "height": 780}


@asynccontextmanager
async def browser_page() -> AsyncIterator[Page]:
    """Open an empty page; the test is skipped where there is no Chromium and no way to install it."""
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
