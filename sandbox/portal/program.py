"""The simulated portal as a program: puts together state, server, control and address, and reads its options."""

import argparse
import json
import socket
import sys
from dataclasses import fields
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from sandbox.dataset import build_dataset
from sandbox.portal.engine.pipelines import CUSTOMER_PIPELINES, read_pipelines
from sandbox.portal.engine.state import Options, Portal
from sandbox.portal.engine.switches import PortalSwitches
from sandbox.portal.web.server import Application, Server
from sandbox.stored import read

from .control import routes
from .seed import furnish, seed


def build_application(portal: Portal, *, companies: int = 60, items: int = 300, number: int = 1) -> Application:
    """Return the ASGI application of a portal, seeded with the made-up company (`companies` 0: left empty)."""
    company = build_dataset(number, companies, items) if companies else None

    def fill(emptied: Portal) -> None:
        if company:
            seed(emptied, company)

    furnish(portal)
    fill(portal)
    server = Server(portal)
    others = Starlette(routes=routes(server, fill), lifespan=server.lifespan)
    return Application(server, others)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Read the simulated portal's command line; every switch is an option of the same name."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.portal", description="A Bitrix24 portal to run against.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8024, help="0 = any free port")
    parser.add_argument("--certificate", help="PEM file: answer over HTTPS, as SDKs insist on")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--seed", type=int, default=1, help="another number, another made-up company")
    parser.add_argument("--companies", type=int, default=60, help="clients; 0 = an empty portal")
    parser.add_argument("--items", type=int, default=300, help="products")
    parser.add_argument(
        "--pipelines", type=read_pipelines, default=CUSTOMER_PIPELINES, help="file with other pipelines and stages"
    )
    parser.add_argument("--state", type=Path, help="what `GET control/state` of another run has answered")
    for name in ("webhook_secret", "access_token", "application_token", "member_id"):
        parser.add_argument(f"--{name.replace('_', '-')}", default=getattr(Options(), name))
    for one in fields(PortalSwitches):
        default = getattr(PortalSwitches(), one.name)
        kind = _yes if isinstance(default, bool) else type(default)
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=kind, default=default)
    return parser.parse_args(words)


def _yes(text: str) -> bool:
    return text.lower() in {"1", "y", "yes", "true", "on"}


def main(words: list[str] | None = None) -> None:
    """Run the simulated portal until told to stop; one line of JSON on stdout says that it is ready and where."""
    told = arguments(words)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it; asyncio sets it only on sockets it made itself, and answers would wait 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((told.host, told.port))
    scheme = "https" if told.certificate else "http"
    address = f"{scheme}://{told.host}:{listener.getsockname()[1]}"
    options = Options(
        address=address,
        webhook_secret=told.webhook_secret,
        access_token=told.access_token,
        application_token=told.application_token,
        member_id=told.member_id,
        pipelines=told.pipelines,
    )
    switches = PortalSwitches(**{one.name: getattr(told, one.name) for one in fields(PortalSwitches)})
    portal = Portal(options, switches)
    application = build_application(portal, companies=told.companies, items=told.items, number=told.seed)
    if told.state:
        portal.load(read(told.state))
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
        ssl_certfile=told.certificate,
        ssl_keyfile=told.key,
    )
    listener.listen(1024)
    ready = {
        "address": address,
        "webhook": options.webhook,
        "user": str(options.webhook_user),
        "password": options.webhook_secret,
        "control": f"{address}/control/",
        "application_token": options.application_token,
        "member_id": options.member_id,
        "access_token": options.access_token,
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])
