"""`python -m services.console.web`: serves the pages; `password <name>` prints a `DEALBUS_CONSOLE_USERS` line."""

import sys
from getpass import getpass

import structlog

from services.console.web.application import application
from services.console.web.passwords import SHORTEST, line
from services.console.web.settings import WebSettings
from shared.observe.logging import configure_logging
from shared.process.http import serve
from shared.process.running import run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import RulesError

SERVICE = "console"


async def serve_pages() -> None:
    """Serve the console's web pages until told to stop.

    Raises:
        SettingsError: a setting is missing or wrong, or the port is used.
        RulesError: the rules file cannot be read.
    """
    settings = WebSettings.load()
    configure_logging(SERVICE)
    app = application(settings)
    serving = serve(app, host=settings.listens_on, port=settings.http_port)
    address = settings.console_url or f"http://{settings.listens_on}:{settings.http_port}"
    structlog.get_logger().info("the page of the console is open", address=address)
    await run_until_stopped(serving)


async def tell_line() -> None:
    """Ask for a password, or read it from standard input, and print its line for `DEALBUS_CONSOLE_USERS`.

    Raises:
        SettingsError: no name, or one that cannot stand there; the password is too short, or typed in two ways.
    """
    name = sys.argv[2] if sys.argv[2:] else ""
    if not name or ":" in name or len(name.split()) != 1:
        raise SettingsError(
            "Назовите, кто будет входить, одним словом: python -m services.console.web password ivanova"
        )
    password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST:
        raise SettingsError(f"В пароле должно быть не меньше {SHORTEST} знаков: придумайте длиннее.")
    print(line(name, password))


def _typed() -> str:
    password = getpass("Пароль: ")
    if getpass("Ещё раз: ") != password:
        raise SettingsError("Пароли не совпали: повторите.")
    return password


def main() -> None:
    """Serve the console's web pages, or print a line of `DEALBUS_CONSOLE_USERS` for a new user."""
    run(tell_line if sys.argv[1:2] == ["password"] else serve_pages, refusals=(RulesError,))


if __name__ == "__main__":
    main()
