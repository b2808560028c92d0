"""`python -m sandbox.stack`: the commands `up`, `down`, `serve` that `make up`, `make down` and the tests call."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from sandbox.stack.keeper import Keeper, finished_unless, told_to_end
from sandbox.stack.peers import keep_peers
from sandbox.stack.program import StackError
from sandbox.stack.services import RECONCILER, SERVICES
from sandbox.stack.simulators import ROOT
from sandbox.stack.stack import StackPlan, running_stack

DEFAULT_FOLDER = ROOT / ".local" / "up"
ALL_SERVICES = ",".join((*SERVICES, RECONCILER))
PORTS = {"boards": 8020, "console-page": 8090, "portal": 8024, "base": 8025}
"""The same from start to start, unless somebody has them."""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Folder = Annotated[Path, typer.Option(help="Where logs, files and the state of this stack are.")]
Only = Annotated[str, typer.Option(help="Services to start, separated by commas; `none` for none.")]
WithSimulators = Annotated[bool, typer.Option(help="Start the simulated portal and base.")]


@app.callback()
def about() -> None:
    """Run the local stack: broker, database, simulators and services."""


@app.command()
def up(
    folder: Folder = DEFAULT_FOLDER,
    services: Only = ALL_SERVICES,
    simulators: WithSimulators = True,  # noqa: FBT002 - an option of the command line
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,  # noqa: FBT002
) -> None:
    """Start the local stack in the background, or find the running one, and print every address."""
    wanted = "--simulators" if simulators else "--no-simulators"
    serve_arguments = ("serve", "--folder", str(folder), "--services", services, wanted)
    try:
        addresses = Keeper(folder).ensure(*serve_arguments)
    except StackError as failure:
        sys.exit(f"The stack did not come up: {failure}")
    as_text = json.dumps(addresses, ensure_ascii=False, indent=2) + "\n" if as_json else _words(addresses)
    sys.stdout.write(as_text)


@app.command()
def down(folder: Folder = DEFAULT_FOLDER) -> None:
    """Stop every program of the local stack that `up` has started; harmless if nothing runs."""
    try:
        was_running = Keeper(folder).stop()
    except StackError as failure:
        sys.exit(f"The stack is still there: {failure}")
    sys.stdout.write("The stack is stopped.\n" if was_running else "Nothing was running.\n")


@app.command()
def serve(
    folder: Folder = DEFAULT_FOLDER,
    services: Only = ALL_SERVICES,
    simulators: WithSimulators = True,  # noqa: FBT002 - an option of the command line
) -> None:
    """Run the local stack in the foreground until SIGTERM or Ctrl-C."""
    chosen = () if services == "none" else tuple(services.split(","))
    try:
        plan = StackPlan(simulators=simulators, services=chosen, boards=True, console_page=bool(chosen), ports=PORTS)
        asyncio.run(_serve(folder, plan))
    except StackError as failure:
        sys.exit(str(failure))


@app.command("keep-peers", hidden=True)
def keep_peers_command(folder: Path, owner: int) -> None:
    """Run the broker and the database of one test run until its owner ends."""
    try:
        asyncio.run(keep_peers(folder, owner))
    except StackError as failure:
        sys.exit(str(failure))


async def _serve(folder: Path, plan: StackPlan) -> None:
    keeper = Keeper(folder)
    with keeper.held():
        shutil.rmtree(folder / "logs", ignore_errors=True)
        end = told_to_end()
        async with AsyncExitStack() as contexts:
            starting = contexts.enter_async_context(running_stack(folder, plan))
            stack = await finished_unless(end, starting)
            if stack:
                keeper.publish(stack.addresses())
                await end.wait()


def _words(addresses: dict[str, Any]) -> str:
    """Name the addresses of the local stack, the one page that leads to everything first."""
    page = addresses.get("page")
    first = f"Откройте {page} — сделки, заказы и всё остальное.\n\n" if page else ""
    return first + _lines({name: value for name, value in addresses.items() if name != "page"})


def _lines(addresses: dict[str, Any]) -> str:
    """Align the stack's addresses in two columns without a frame, so that one can be copied from any terminal."""
    rows = _flat(addresses)
    width = max(len(name) for name, _ in rows)
    return "".join(f"{name:<{width}}  {value}\n" for name, value in rows)


def _flat(addresses: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in addresses.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        elif value is not None:
            rows.append((f"{prefix}{name}", str(value)))
    return rows


if __name__ == "__main__":
    app()
