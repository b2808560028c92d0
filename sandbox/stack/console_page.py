"""The console's web page as one more program of a local stack, with a name and a password made for it."""

from __future__ import annotations

import secrets
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx

from sandbox.stack.ports import port_or_free
from sandbox.stack.program import Command, Program
from sandbox.stack.simulators import ROOT, python_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stack.services import Surroundings

MODULE = "services.console.web"
NAME = "admin"


def console_page_program(surroundings: Surroundings, wanted_port: int) -> tuple[Program, Mapping[str, str]]:
    """Prepare `python -m services.console.web` as a program of the local stack.

    Args:
        surroundings: what it looks at
        wanted_port: taken unless somebody has it

    Returns:
        the program, and where it answers and to whom: `url`, `name`, `password`

    """
    port = port_or_free(wanted_port)
    told = {"url": f"http://127.0.0.1:{port}", "name": NAME, "password": secrets.token_urlsafe(12)}
    environment = {**surroundings.environment("console", port), "DEALBUS_CONSOLE_USERS": _line(told["password"])}
    argv, log = (sys.executable, "-m", MODULE), surroundings.workdir / "logs" / "console-page.log"

    async def answers() -> bool:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
                return (await client.get(f"{told['url']}/health/ready")).is_success
        except httpx.HTTPError:
            return False

    return Program(Command("console-page", argv, environment, log, cwd=ROOT), ready=answers), told


def _line(password: str) -> str:
    argv = (sys.executable, "-m", MODULE, "password", NAME)
    asked = subprocess.run(  # noqa: S603 - ours
        argv, env=python_environment(), cwd=ROOT, input=f"{password}\n", capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()
