"""Independent public clients of 1C work against the base as they are, and the one that real 1C refuses is refused.

Each lives in an environment of its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.dataset import build_dataset
from tests.contract.foreign_clients import CLIENTS, interpreter_with

ROOT = Path(__file__).parents[2]
SESSIONS = Path(__file__).parent / "base_clients"
COMPANY = build_dataset(companies=12, items=20)
pytestmark = pytest.mark.timeout(600)


@contextmanager
def base(*options: str) -> Iterator[dict[str, Any]]:
    words = [sys.executable, "-m", "sandbox.base", "--port", "0", "--companies", "12", "--items", "20", *options]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield json.loads(program.stdout.readline())
        finally:
            program.terminate()


def order(told: dict[str, Any]) -> str:
    """An accountant's order of two pieces at 100, posted."""
    client = next(one for one in COMPANY.clients if one.known_to_onec and one.agreement is None)
    item = next(one for one in COMPANY.items if one.kind == "goods" and not one.characteristics)
    body = {
        "client": client.guid,
        "agreement": COMPANY.typical_agreements[0].guid,
        "rows": [{"item": item.guid, "quantity": 2, "price": 100, "discount_percent": 0}],
    }
    with httpx.Client(base_url=told["control"], trust_env=False) as control:
        made = control.post("orders", json=body).raise_for_status()
    return str(made.json()["guid"])


def run(package: str, session: str, told: dict[str, Any]) -> dict[str, Any]:
    environment = {
        "ONEC_ROOT": told["address"],
        "ONEC_USER": told["user"],
        "ONEC_PASSWORD": told["password"],
        "ONEC_ORDER": order(told),
    }
    done = subprocess.run(
        [interpreter_with(package.partition("==")[0], package), SESSIONS / f"{session}.py"],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=CLIENTS,
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return shown | {"asked_for": environment["ONEC_ORDER"]}


def test_onec_odata_reads_writes_posts_and_meets_the_codes_it_knows() -> None:
    # It cannot read a count that opens with a byte order mark, which some bases send.
    with base("--no-count-bom") as told:
        seen = run("onec-odata==0.1.0", "onec_odata_session", told)

    assert (seen["sets"], seen["rate"], seen["counted"], seen["sliced"]) == (True, "Edm.Guid", 3, 2)
    assert seen["numbers"] == ["ТД00-000001"]
    assert seen["states"] == ["ОжидаетсяПредоплатаДоОтгрузки"]
    assert seen["changed"] == ["да", "AAAAAAAAAAE="]
    assert seen["posted"] == [False, True]
    assert [seen[name] for name in ("gone", "no_set", "operational", "stranger")] == [
        "EntityNotFoundError",
        "EntityNotFoundError",
        "ODataServerError",
        "AccessDeniedError",
    ]


def test_onecdc_reads_metadata_and_takes_changes_until_it_confirms_them() -> None:
    with base("--user", "Обмен данными", "--password", "пароль") as told:
        seen = run("onecdc==1.1.0", "onecdc_session", told)

    assert (seen["key"], seen["types"]) == (["Ref_Key"], ["Double", "Int64", "Guid"])
    assert seen["order"] == [seen["asked_for"], "ТД00-000001", "200", True]
    assert seen["lines"] == ["200"]
    assert (seen["repeated"], seen["left"], seen["currencies"]) == (True, 0, 1)


def test_odata1c_client_creates_finds_and_changes_with_its_own_models() -> None:
    with base() as told:
        seen = run("odata1c-client==0.1.5", "odata1c_client_session", told)

    assert (seen["found"], seen["same"], seen["changed"], seen["read"]) == (["Пион"], True, "Мак", "Мак")


def test_mcp_1c_is_refused_where_it_writes_a_space_as_a_plus() -> None:
    with base() as told:
        seen = run("mcp-1c==0.1.0.1", "mcp_1c_session", told)

    assert (seen["number"], seen["plain"], seen["refused"]) == ("ТД00-000001", 1, "HTTPStatusError 500")


def test_a_line_cut_after_the_write_leaves_the_write_done() -> None:
    with base() as told, httpx.Client(auth=(told["user"], told["password"]), trust_env=False) as client:
        own = "5b1d6e0a-0000-5000-8000-00000000b042"
        partners = f"{told['address']}/Catalog_Партнеры"
        httpx.post(f"{told['control']}faults", json={"kind": "drop_after_commit", "method": "POST"}, trust_env=False)

        with pytest.raises(httpx.RemoteProtocolError):
            client.post(f"{partners}?$format=json", json={"Ref_Key": own, "Description": "Пион"})

        again = client.post(f"{partners}?$format=json", json={"Ref_Key": own, "Description": "Пион"})
        found = client.get(f"{partners}(guid'{own}')?$format=json")
    assert (again.status_code, again.json()["odata.error"]["code"], found.json()["Description"]) == (400, "15", "Пион")


def test_odata1c_gate_works_within_one_licence_and_gives_it_back() -> None:
    with base("--licences", "1") as told:
        seen = run("odata1c-gate==0.3.0", "odata1c_gate_session", told)

        sessions = httpx.get(f"{told['control']}stats", trust_env=False).json()["sessions"]
    assert (seen["organisations"], seen["prices"] > 0, seen["missing"], sessions) == (3, True, "OdataError", 0)
