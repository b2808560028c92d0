"""The portal for the samples of Bitrix24: one program, put back to its first day for each sample."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract.vendor_samples.portal_stand import Stand

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def portal_program() -> Iterator[Stand]:
    words = [sys.executable, "-m", "sandbox.portal", "--port", "0", "--companies", "6", "--items", "8"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            told = json.loads(program.stdout.readline())
            with httpx.Client(trust_env=False, timeout=30) as client:
                yield Stand(told["address"], told["control"], told["access_token"], client, {})
        finally:
            program.terminate()


@pytest.fixture
def portal(portal_program: Stand) -> Iterator[Stand]:
    """The portal as on its first day, with its first switches: samples do not see each other."""
    stand = portal_program
    stand.client.post(f"{stand.control}reset", json={"switches": True, "webhooks": True}).raise_for_status()
    seeded = stand.client.get(f"{stand.control}seeded").json()
    first = {name: list(ids.values()) for name, ids in seeded.items()}
    stand.known.clear()
    stand.known.update(
        company=first["companies"][0],
        contact=first["contacts"][0],
        contact2=first["contacts"][1],
        requisite=first["requisites"][0],
        seller=first["organisations"][0],
        manager=first["managers"][0],
        manager2=first["managers"][1],
        product=first["products"][0],
    )
    yield stand
    stand.client.delete(f"{stand.control}faults").raise_for_status()
