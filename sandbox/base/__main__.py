"""`python -m sandbox.base --port 0`: runs a simulated 1C base, seeded, until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import socket
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from pydantic.fields import FieldInfo

from sandbox.base import memory
from sandbox.base.asked import Recorder
from sandbox.base.control import routes
from sandbox.base.infobase import BaseClock, Infobase
from sandbox.base.releases.table import NEWEST, RELEASES
from sandbox.base.seed import KeptSeed
from sandbox.base.switches import BaseSwitches
from sandbox.base.web.server import SERVICE, Publication, application
from sandbox.dataset import build_dataset
from sandbox.stored import read


def main() -> None:
    """Read the simulated base's options, fill it, print one line of JSON when it answers, serve until told to stop."""
    asyncio.run(_serve(_options()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.base", description="A 1C base with OData, in memory.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--companies", type=int, default=60)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--state", type=Path, help="what `GET control/state` of another run has answered")
    parser.add_argument("--release", choices=RELEASES, default=NEWEST, help="whose names and types are published")
    parser.add_argument(
        "--asked", default=os.environ.get("ONEC_ASKED", ""), help="a folder: note there what the bus asks"
    )
    parser.add_argument("--user", default="odata")
    parser.add_argument("--password", default="odata-secret")
    parser.add_argument("--timezone", default="Europe/Moscow")
    for name, one in BaseSwitches.model_fields.items():
        _add_switch(parser, f"--{name.replace('_', '-')}", one)
    return parser.parse_args()


def _add_switch(parser: argparse.ArgumentParser, option: str, one: FieldInfo) -> None:
    if one.annotation is bool:
        parser.add_argument(option, default=None, help=one.description, action=argparse.BooleanOptionalAction)
    elif one.annotation == list[str]:
        parser.add_argument(option, default=None, help=one.description, nargs="*")
    else:
        parser.add_argument(option, default=None, help=one.description)


def _switches(options: argparse.Namespace) -> BaseSwitches:
    given = {name: getattr(options, name) for name in BaseSwitches.model_fields}
    return BaseSwitches.model_validate({name: value for name, value in given.items() if value is not None})


async def _serve(options: argparse.Namespace) -> None:
    base = Infobase(options.release, _switches(options), BaseClock(ZoneInfo(options.timezone)))
    seed = KeptSeed(build_dataset(options.seed, options.companies, options.items))
    seed.plant(base)
    if options.state:
        memory.load(base, read(options.state))
    publication = Publication(base, options.user, options.password, recorder=Recorder(options.asked))
    control = routes.application(publication, lambda: seed.plant(base))
    listening = _listen(options.host, options.port)
    port = listening.getsockname()[1]
    config = uvicorn.Config(
        application(publication, control),
        log_level="warning",
        proxy_headers=False,
        lifespan="off",
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listening]))
    while not server.started and not running.done():  # noqa: ASYNC110 - the server has no event to wait for
        await asyncio.sleep(0.01)
    _announce(options, port)
    await running


def _listen(host: str, port: int) -> socket.socket:
    """Listen on the simulated base's port; 0 takes one below the range of outgoing connections."""
    if port:
        return _prompt(socket.create_server((host, port)))
    while True:
        with contextlib.suppress(OSError):
            return _prompt(socket.create_server((host, random.randint(20_000, 32_000))))


def _prompt(listener: socket.socket) -> socket.socket:
    """Set TCP_NODELAY on the simulated base's listener, which connections inherit; asyncio does so only on its own."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _announce(options: argparse.Namespace, port: int) -> None:
    here = f"http://{options.host}:{port}"
    line: dict[str, Any] = {
        "address": f"{here}{SERVICE}",
        "webhook": None,
        "user": options.user,
        "password": options.password,
        "control": f"{here}/control/",
        "release": options.release,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
