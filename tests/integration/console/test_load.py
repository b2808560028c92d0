"""`dealbus load … --dry-run`: three services say in a row what they would do, and nothing is changed."""

import asyncio
import json
import sys
from pathlib import Path

import httpx

from sandbox.dataset import build_dataset
from sandbox.stack.simulators import python_environment, simulator_of, simulator_program
from shared.store.connection import connect
from shared.store.pairs import Pairs
from tests.integration.onec_connector.conftest import RELEASE, started_base

ROOT = Path(__file__).parents[3]


def rules_with_directories(folder: Path) -> Path:
    text = (ROOT / "deploy/config/rules.yaml").read_text(encoding="utf-8")
    path = folder / "rules.yaml"
    text = text.replace("products: {direction: off", "products: {direction: 1c→b24")
    text = text.replace("prices: {direction: off", "prices: {direction: 1c→b24")
    path.write_text(text.replace("companies: {direction: off", "companies: {direction: both"), encoding="utf-8")
    return path


async def dealbus(environment: dict[str, str], *words: str) -> tuple[int, str, str]:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.console", *words),
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await program.communicate()
    return program.returncode or 0, out.decode(), errors.decode()


async def one_of_old(portal: httpx.AsyncClient, base: str) -> tuple[int, str]:
    """A deal and its order from before the exchange; the accountant has written the number of the deal into it."""
    company = next(iter((await portal.get("seeded")).json()["companies"].values()))
    row = {"productName": "Болт", "price": 120, "quantity": 2}
    spec = {"title": "Болты", "company": company, "rows": [row], "createdTime": "2025-06-02T12:00:00+03:00"}
    deal = (await portal.post("deals", json=spec)).json()["deal"]["id"]
    dataset = build_dataset(companies=12, items=90)
    client = next(one for one in dataset.clients if one.known_to_onec and one.kind == "company" and one.agreement)
    item = next(one for one in dataset.items if one.known_to_onec and one.kind == "goods" and not one.characteristics)
    typed = {"client": client.guid, "rows": [{"item": item.guid, "quantity": 2, "price": "100"}]}
    async with httpx.AsyncClient(base_url=base, trust_env=False) as control:
        answer = await control.post("orders", json=typed | {"date": "2025-06-02T12:00:00", "note": f"Сделка № {deal}"})
    return deal, answer.json()["guid"]


def _counted(told: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> dict[str, str]:
    """Return what is said of each record that is told of."""
    return {one["key"]: would for some in told.values() for would, found in some.items() for one in found["samples"]}


async def test_a_dry_run_counts_what_would_be_and_changes_nothing(amqp_url, mongo_url, mongo_database, tmp_path):
    program = simulator_program("portal", tmp_path, ("--companies", "1", "--items", "60"))
    await program.start()
    try:
        with started_base(RELEASE, "--companies", "12", "--items", "90") as base:
            portal = simulator_of(program)
            environment = python_environment() | {
                "DEALBUS_AMQP_URL": amqp_url,
                "DEALBUS_HTTP_PORT": "1",
                "DEALBUS_MONGO_URL": mongo_url,
                "DEALBUS_MONGO_DATABASE": mongo_database,
                "DEALBUS_RULES": str(rules_with_directories(tmp_path)),
                "DEALBUS_B24_WEBHOOK": portal.told["webhook"],
                "DEALBUS_B24_RATE": "0",
                "DEALBUS_ONEC_URL": base["address"],
                "DEALBUS_ONEC_USER": base["user"],
                "DEALBUS_ONEC_PASSWORD": base["password"],
            }
            code, out, errors = await dealbus(environment, "load", "products", "--dry-run", "--json")
            clients = await dealbus(
                environment, "load", "companies", "--dry-run", "--json", *("--html", str(tmp_path / "page"))
            )
            one = json.loads(clients[1])["partners"]["create"]["samples"][0]
            only = ("--only", one["key"].partition(":")[2])
            chosen = await dealbus(environment, "load", "companies", "--dry-run", "--json", *only)
            prices = await dealbus(environment, "load", "prices", "--dry-run", "--only", "Крепёж")
            contacts = await dealbus(environment, "load", "contacts", "--dry-run", "--only", one["name"])
            async with portal.control() as control:
                deal, order = await one_of_old(control, base["control"])
                dated = ("--since", "2025-01-01", "--json")
                another = await dealbus(environment, "load", "deals", *dated, "--only", str(deal + 1))
                old = await dealbus(environment, "load", "orders", *dated, "--only", order)
                asked = (await control.get("stats")).json()["by_method"]
    finally:
        program.kill()

    assert code == 0, errors
    told = json.loads(out)["products"]
    assert told["create"]["count"] > 0
    assert told["link"]["count"] > 0
    assert told["create"]["samples"][0]["key"].startswith("item:")
    assert prices[0] == 2
    assert "сначала dealbus load products" in prices[2]
    assert clients[0] == 0, clients[2]
    assert "<h2>В портале</h2>" in (tmp_path / "page").read_text(encoding="utf-8")
    found = json.loads(clients[1])
    assert found["partners"]["create"]["count"] > 0
    assert {one["samples"][0]["key"].partition(":")[0] for one in found["companies"].values()} == {"company"}
    assert _counted(json.loads(chosen[1])) == {one["key"]: "create"}, chosen[2]
    assert contacts[0] == 2
    assert "directory.contacts" in contacts[2]
    assert _counted(json.loads(another[1])) == {}, another[2]
    assert old[0] == 0, old[2]
    assert len(_counted(json.loads(old[1]))) == 1
    assert json.loads(old[1])["orders"]["link"]["samples"][0]["counterpart"] == f"deal:{deal}"
    assert "Перенесено 1 из 1" in old[2]
    async with connect(mongo_url, mongo_database) as database:
        assert await Pairs(database).paired("deal", "onec", [order]) == {order}
    assert not [method for method in asked if method.endswith((".add", ".update", ".delete"))]
