"""The portal as a program of its own, on a real port."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def told() -> Iterator[dict[str, Any]]:
    words = [sys.executable, "-m", "sandbox.portal", "--port", "0", "--companies", "5", "--items", "6", "--rate", "2"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        yield json.loads(program.stdout.readline())
        program.send_signal(signal.SIGTERM)


def test_the_program_says_where_it_is_and_answers_there(told) -> None:
    with httpx.Client(trust_env=False) as client:
        user = client.get(f"{told['webhook']}user.current").json()["result"]
        switches = client.get(f"{told['control']}switches").json()

    assert {"address", "webhook", "user", "password", "control", "application_token", "member_id"} <= set(told)
    assert (told["user"], 2.0) == (user["ID"], switches["rate"])


def test_a_dropped_connection_is_a_dropped_connection(told) -> None:
    with httpx.Client(trust_env=False) as client:
        client.post(f"{told['control']}faults", json={"kind": "drop", "method": "crm.item.add", "commit": True})

        with pytest.raises(httpx.RemoteProtocolError):
            client.post(f"{told['webhook']}crm.item.add", json={"entityTypeId": 2, "fields": {"title": "А"}})
        deals = client.get(f"{told['control']}deals").json()

    assert [row["title"] for row in deals] == ["А"]


def test_an_option_that_makes_no_sense_is_refused_at_start() -> None:
    words = [sys.executable, "-m", "sandbox.portal", "--bucket", "many"]

    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "--bucket" in done.stderr
