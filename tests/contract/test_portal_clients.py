"""Independent public clients of Bitrix24 work against the portal as they are."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.foreign_clients import interpreter_with

ROOT = Path(__file__).parents[2]
SESSIONS = Path(__file__).parent / "portal_clients"
PACKAGES = ("fast-bitrix24==1.8.14", "b24pysdk==1.3.2", "trustme==1.2.1")
DEALS = 5000


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has the clients installed."""
    return interpreter_with("portal", *PACKAGES)


@contextmanager
def portal(*options: str) -> Iterator[dict[str, Any]]:
    words = [sys.executable, "-m", "sandbox.portal", "--port", "0", "--companies", "5", "--items", "6", *options]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield json.loads(program.stdout.readline())
        finally:
            program.terminate()


def fill(told: dict[str, Any], deals: int, *, verify: bool = True) -> None:
    spec = {"title": "Заказ", "company": 4, "rows": [{"productName": "Болт", "price": 10}]}
    half = {"count": deals // 2, "spec": spec}
    with httpx.Client(base_url=told["control"], trust_env=False, verify=verify, timeout=60) as control:
        control.post("deals/bulk", json=half).raise_for_status()
        control.post("deals/bulk", json=half | {"then": {"stage": "WON"}}).raise_for_status()


def run(python: Path, session: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [python, SESSIONS / f"{session}.py"],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return shown


@pytest.mark.timeout(600)
def test_fast_bitrix24_reads_five_thousand_deals_and_writes_in_batches_under_the_real_limit(python) -> None:
    with portal("--rate", "2", "--bucket", "50") as told:
        fill(told, DEALS)

        seen = run(python, "fast_bitrix24_session", PORTAL_WEBHOOK=told["webhook"])

        stats = httpx.get(f"{told['control']}stats", trust_env=False).json()
    assert (seen["deals"], seen["unique"], seen["won"]) == (DEALS, DEALS, DEALS // 2)
    assert (seen["details"], seen["updated"]) == (120, 60)
    assert seen["renamed"] == ["Заказ", f"Переименована & {seen['first'][0]}"]
    assert (bool(seen["company"]), seen["rows"]) == (True, ["Болт"])
    assert "Not found" in seen["missing"]
    assert seen["unknown"] != "nothing"
    assert stats["errors_503"] == 0


@pytest.mark.timeout(600)
def test_the_official_sdk_reads_writes_and_refuses_over_https(python, tmp_path) -> None:
    subprocess.run(
        [python, "-m", "trustme", "--identities", "localhost", "127.0.0.1"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    certificate, key, authority = (str(tmp_path / name) for name in ("server.pem", "server.key", "client.pem"))
    with portal("--host", "127.0.0.1", "--certificate", certificate, "--key", key) as told:
        fill(told, 300, verify=False)

        seen = run(
            python,
            "b24pysdk_session",
            PORTAL_DOMAIN=told["address"].removeprefix("https://"),
            PORTAL_HOOK_TOKEN=f"{told['user']}/{told['password']}",
            PORTAL_ACCESS_TOKEN=told["access_token"],
            REQUESTS_CA_BUNDLE=authority,
        )

    assert (seen["deals"], seen["fast"], seen["items"], seen["many"]) == (300, 300, 300, 70)
    assert (seen["made"], seen["amount"], seen["rows"]) == ("SDK & шина", "99.99", [33.33])
    assert seen["batch"] == ["SDK & шина", ["bad"], 301]
    assert seen["empty"] == [[], 0, None]
    assert (seen["operating"], seen["profile"], seen["fields"]) == (True, 7, "STAGE_ID")
    assert [seen[name] for name in ("missing", "app_only", "wrong")] == [
        "BitrixAPINotFound",
        "BitrixAPIWrongAuthType",
        "BitrixOAuthNoAuthFound",
    ]
    assert (seen["bound"], seen["offline"], seen["cleared"]) == (True, True, True)
