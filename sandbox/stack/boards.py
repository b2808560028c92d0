"""The boards of a local stack as one more program of it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import httpx

from sandbox.stack.ports import port_or_free
from sandbox.stack.program import Command, Program
from sandbox.stack.simulators import ROOT, python_environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def boards_program(workdir: Path, addresses: Mapping[str, Any], wanted_port: int) -> tuple[Program, str]:
    """Prepare `python -m sandbox.boards` as a program of the local stack.

    Args:
        workdir: its log goes to `logs/`; what the stack has told of itself, secrets too, to a file nobody else reads
        addresses: what the stack has told of itself
        wanted_port: taken unless somebody has it

    Returns:
        the program and the address of its first page

    """
    told = workdir / "boards.json"
    told.touch(mode=0o600)
    told.write_text(json.dumps(addresses), encoding="utf-8")
    port = port_or_free(wanted_port)
    address = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
                return (await client.get(address)).is_success
        except httpx.HTTPError:
            return False

    argv = (sys.executable, "-m", "sandbox.boards", "--port", str(port), "--stack", str(told.resolve()))
    log = workdir / "logs" / "boards.log"
    return Program(Command("boards", argv, python_environment(), log, cwd=ROOT), ready=answers), address
