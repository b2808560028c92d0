"""Runs a command of a service for the console, in the right environment, and reads its answer as JSON."""

import asyncio
import json
import os
import sys
from typing import Any

import typer

from services.console.settings import ConsoleSettings

MAPPER = "services.mapper"
B24, ONEC = "services.b24_connector", "services.onec_connector"


def surroundings() -> dict[str, str]:
    """Return the environment variables for a service's command that the console runs.

    What its service needs and the command does not, the port for instance, has a value all the same.
    """
    given = {name: value for name, value in os.environ.items() if value}
    ours = ConsoleSettings.load()
    usual = {"DEALBUS_AMQP_URL": ours.amqp_url, "DEALBUS_MONGO_URL": ours.mongo_url, "DEALBUS_HTTP_PORT": "0"}
    return {name: value for name, value in usual.items() if f"{name}_FILE" not in given} | given


def is_given(name: str) -> bool:
    """Tell whether a service's setting is given to this console command, as a value or as a file with one."""
    return any(os.environ.get(one) for one in (name, f"{name}_FILE"))


async def answered(module: str, *words: str) -> Any:
    """Run a service's command (`ask`, `find` …) and return what it prints as JSON; None if it prints nothing.

    Raises:
        typer.Exit: it ended with another code than 0, and has said why on standard error.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, stdout=asyncio.subprocess.PIPE, env=surroundings()
    )
    answer, _ = await process.communicate()
    if process.returncode:
        raise typer.Exit(process.returncode)
    return json.loads(answer) if answer.strip() else None
