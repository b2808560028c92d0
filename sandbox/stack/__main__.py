"""`python -m sandbox.stack`: what the Makefile and the tests call."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from sandbox.stack.peers import keep_peers

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def about() -> None:
    """Run the local stack: broker, database, simulators and services."""


@app.command("keep-peers", hidden=True)
def keep_peers_command(folder: Path, owner: int) -> None:
    """Run the broker and the database of one test run until its owner ends."""
    asyncio.run(keep_peers(folder, owner))


if __name__ == "__main__":
    app()
