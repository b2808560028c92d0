"""The guide for an administrator is carried out word for word, from the clone to the first deal with an order."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sandbox.dataset import build_dataset
from sandbox.stack.ports import free_ports
from sandbox.stack.simulators import (
    Simulator,
    python_environment,
    simulator_of,
    simulator_program,
    tell_portal_where_to_send,
)
from tests.integration.onec_connector.connector import known_item
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"(?m)^```sh\n(.*?)^```$", re.DOTALL)
GUIDE = (ROOT / "docs/guides/init.ru.md").read_text(encoding="utf-8")
LOST = {"code": "LOSE", "name": "Отказ", "semantics": "F"}
PIPELINES = [
    {
        "id": 0,
        "name": "Розница",
        "stages": [
            {"code": "NEW", "name": "Новая заявка"},
            {"code": "UC_WORK", "name": "Взяли в работу"},
            {"code": "UC_PICK", "name": "Комплектация"},
            {"code": "UC_BILL", "name": "Ждём оплату"},
            {"code": "UC_PAID", "name": "Оплата получена"},
            {"code": "UC_SENT", "name": "Отправлен"},
            {"code": "WON", "name": "Успех", "semantics": "S"},
            LOST,
        ],
    },
    {
        "id": 4,
        "name": "Опт",
        "stages": [
            {"code": "NEW", "name": "Заявка"},
            {"code": "AGREED", "name": "Заказ подтверждён"},
            {"code": "BILL", "name": "Счёт выставлен"},
            {"code": "SENT", "name": "Отгружен"},
            {"code": "PAID", "name": "Оплачен"},
            {"code": "WON", "name": "Закрыт", "semantics": "S"},
            LOST,
        ],
    },
]


PIP = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP", "NO_PROXY"))}
"""Where packages are found on this machine; an administrator's has its own."""


@dataclass
class Admin:
    """Somebody with a shell, a home, and the guide before him; each block is typed where the last one ended."""

    home: Path
    values: Mapping[str, str]

    async def does(self, *blocks: str) -> tuple[int, str]:
        """Type blocks into one shell, and return its exit code and what it has shown."""
        script = "\n".join(["set -eo pipefail", *blocks])
        for guides, ours in self.values.items():
            script = script.replace(guides, ours)
        shown, left = self.home / "shown", self.home / "left-at"
        with shown.open("wb") as output:
            shell = await asyncio.create_subprocess_exec(
                *("bash", "-c", f"{script}\npwd >{left}"),
                cwd=self.stands,
                env=self.environment,
                stdout=output,
                stderr=output,
                process_group=0,
            )
            self.started.append(shell.pid)
            code = await shell.wait()
        if code == 0:
            self.stands = Path(left.read_text(encoding="utf-8").strip())
        return code, shown.read_text(encoding="utf-8")

    def __post_init__(self) -> None:
        self.started: list[int] = []
        self.stands = self.home
        cache = os.environ.get("PIP_CACHE_DIR") or str(Path.home() / ".cache" / "pip")
        self.environment = python_environment() | PIP | {"HOME": str(self.home), "PIP_CACHE_DIR": cache}
        self.environment.pop("VIRTUAL_ENV", None)

    def goes(self) -> None:
        """End what the shells have left running."""
        for group in self.started:
            try:
                os.killpg(group, signal.SIGTERM)
            except ProcessLookupError:
                continue


def five_ports() -> int:
    """Return the first of five ports in a row that nobody listens on."""
    while True:
        (first,) = free_ports(1)
        taken = [port for port in range(first, first + 5) if not is_free(port)]
        if not taken:
            return first


def is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


@asynccontextmanager
async def simulated(kind, folder: Path, *options: str) -> AsyncIterator[Simulator]:
    program = simulator_program(kind, folder, (*options, "--companies", "6", "--items", "12"))
    await program.start()
    try:
        yield simulator_of(program)
    finally:
        program.kill()


@pytest.fixture
def published(tmp_path) -> Path:
    """A repository of this tree as it stands, with what is not committed yet, as a company would have it on its server.

    What the administrator makes of it is deleted afterwards: 200 MB.
    """
    server, home = tmp_path / "dealbus.git", tmp_path / "admin"
    git = ["git", "-C", str(ROOT)]
    listed = subprocess.run([*git, "ls-files", "-z", "-co", "--exclude-standard"], check=True, capture_output=True)
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (server / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, server / name)
    who = ("-c", "user.name=Company", "-c", "user.email=it@company.ru")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "build: publish")):
        subprocess.run(["git", "-C", str(server), *words], check=True)
    home.mkdir()
    yield server
    shutil.rmtree(server)
    shutil.rmtree(home)


@pytest.mark.timeout(800)
async def test_the_guide_leads_from_nothing_to_the_first_order(
    published, tmp_path, amqp_url, mongo_url, mongo_database
):
    pipelines = tmp_path / "pipelines.json"
    pipelines.write_text(json.dumps(PIPELINES), encoding="utf-8")
    install, *blocks, check = BLOCK.findall(GUIDE)
    port, database = five_ports(), f'"{mongo_url}"\nDEALBUS_MONGO_DATABASE={mongo_database}'
    async with (
        simulated("portal", tmp_path, "--pipelines", str(pipelines)) as portal,
        simulated("base", tmp_path) as base,
    ):
        admin = Admin(
            tmp_path / "admin",
            {
                "https://git.company.ru/dealbus.git": str(published),
                "amqp://dealbus:пароль@localhost:5672/": amqp_url,
                '"mongodb://localhost:27017/?replicaSet=rs0"': database,
                "https://company.bitrix24.ru/rest/7/секрет/": portal.told["webhook"],
                "b24_application_token: токен": f"b24_application_token: {portal.told['application_token']}",
                "https://1c.company.ru/ut": base.address,
                "onec_user: Обмен": f"onec_user: {base.told['user']}",
                "onec_password: пароль": f"onec_password: {base.told['password']}",
                "port=8080": f"port={port}",
            },
        )
        try:
            code, said = await admin.does(install)
            assert code == 0, said
            code, said = await admin.does(*blocks)
            assert code == 0, said
            assert "Дальше: dealbus setup, затем dealbus check." in said
            await wait_until(lambda: all_are_ready(port), timeout=150, every=0.5)
            await tell_portal_where_to_send(portal, f"http://127.0.0.1:{port}/b24/events")
            orders = await first_deal(portal, base)
            environment = next(one for one in blocks if one.startswith("set -a")).splitlines()[0]
            code, said = await admin.does(environment, check)
        finally:
            admin.goes()

    assert admin.stands == tmp_path / "admin" / "dealbus"
    assert [order["Posted"] for order in orders] == [True]
    assert (code, [line for line in said.splitlines() if line.startswith("✘")]) == (0, [])


async def all_are_ready(first: int) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            answers = [await client.get(f"http://127.0.0.1:{first + place}/health/ready") for place in range(5)]
        except httpx.TransportError:
            return False
        return all(one.status_code == 200 for one in answers)


async def first_deal(portal: Simulator, base: Simulator) -> list[dict]:
    """A manager takes his first deal into work; return the orders that 1C has then."""
    async with portal.control() as deals, base.control() as orders:
        seeded = (await deals.get("seeded")).json()
        row = {
            "productId": seeded["products"][known_item(build_dataset(1, 6, 12)).guid],
            "price": 120,
            "quantity": 2,
            "taxRate": 22,
            "taxIncluded": "Y",
        }
        company, manager = (next(iter(seeded[kind].values())) for kind in ("companies", "managers"))
        spec = {"title": "Болты", "company": company, "manager": manager, "rows": [row], "stage": "UC_WORK"}
        made = await deals.post("deals", json=spec)
        assert made.status_code == 200, made.text

        deal = made.json()["deal"]["id"]

        async def told() -> list[dict]:
            return (await deals.get(f"deals/{deal}")).json()["comments"]

        assert "создан в 1С" in str(await wait_until(told, timeout=120, every=0.5))
        return (await orders.get("orders")).json()["orders"]


def test_it_takes_twelve_commands_and_eight_answers():
    script = "\n".join(BLOCK.findall(GUIDE))
    without_files = re.sub(r"(?s)<<'?END'?\n.*?\nEND", "", script)
    joined = without_files.replace("\\\n", " ")
    commands = [line for line in joined.splitlines() if line and not line.startswith(("  ", "done", "port="))]
    answers = re.search(r"(?s)answers.yaml <<'END'\n(.*?)\nEND", script)

    assert len(commands) <= 12, commands
    assert answers
    assert len(answers[1].splitlines()) <= 8
