# ruff: noqa: INP001 - run by its path
"""Ends with 0 if the console's page lets a person in and shows what the exchange has done.

Usage: `page.py http://127.0.0.1:8090 <name> <password>`. Standard library alone, as `watched.py`.
"""

import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

PAGES = {"/": "b24-connector", "/standing": "", "/failed": "", "/rules": ""}
"""Pages, and what must stand on them beside the end of the document."""


def main(url: str, name: str, password: str) -> int:
    """Log in and look at the pages."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
    if "/login" not in _read(browser, f"{url}/")[0]:
        sys.stderr.write("the page shows itself without a log-in\n")
        return 1
    where, _ = _read(browser, f"{url}/login", urlencode({"name": name, "password": password}).encode())
    if "/login" in where:
        sys.stderr.write(f"nobody is let in as {name}\n")
        return 1
    for path, words in PAGES.items():
        where, text = _read(browser, f"{url}{path}")
        if "/login" in where or words not in text or "</html>" not in text:
            sys.stderr.write(f"{path} does not show what it should: {text[-300:]}\n")
            return 1
    return 0


def _read(browser: OpenerDirector, url: str, form: bytes | None = None) -> tuple[str, str]:
    """Return the address a browser ends at, and the text there."""
    with browser.open(url, form, timeout=30) as answer:
        return answer.url, answer.read().decode()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
