"""The samples printed on apidocs.bitrix24.ru, asked of the sandbox portal over the wire."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.vendor_samples.samples import Sample, complaints, filled, read_samples, request_of
from tests.contract.vendor_samples.shape import value_at

ROOT = Path(__file__).parents[3]
SAMPLES = read_samples(Path(__file__).parent / "bitrix24")
SECRET = "sandboxwebhooksecret"


@dataclass(frozen=True)
class Stand:
    """A running portal and the ids the samples speak of."""

    address: str
    control: str
    token: str
    client: httpx.Client
    known: dict[str, Any]

    def ask(self, method: str, request: Any, by: str = "webhook") -> httpx.Response:
        """Call a method as the page's cURL example does: a JSON body, by webhook or with the application's token."""
        if by == "webhook":
            return self.client.post(f"{self.address}/rest/7/{SECRET}/{method}", json=request)
        if by == "token":
            return self.client.post(f"{self.address}/rest/{method}", json=request | {"auth": self.token})
        return self.client.post(f"{self.address}/rest/{by}/{method}", json=request)

    def prepare(self, step: dict[str, Any], known: dict[str, Any]) -> None:
        """Do one step of what a sample takes for given, and keep the ids it names."""
        body = filled(step.get("params", {}), known)
        if "control" in step:
            done = self.client.post(f"{self.control}{filled(step['control'], known)}", json=body)
        else:
            done = self.ask(step["method"], body, step.get("by", "webhook"))
        assert done.status_code == 200, done.text
        for name, path in step.get("keep", {}).items():
            known[name] = value_at(done.json(), path)


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
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
def portal(stand: Stand) -> Iterator[Stand]:
    """The portal as on its first day, with its first switches: samples do not see each other."""
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


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.id for one in SAMPLES])
def test_the_portal_answers_as_published(portal: Stand, sample: Sample) -> None:
    known = dict(portal.known)
    for step in sample.given:
        portal.prepare(step, known)

    answer = portal.ask(sample.method, request_of(sample, known), sample.by)

    assert answer.status_code == sample.status, answer.text
    assert not complaints(sample, answer.json(), known)


def test_every_sample_has_its_page_and_a_name_of_its_own() -> None:
    names = [one.id for one in SAMPLES]

    assert len(SAMPLES) >= 50
    assert len(set(names)) == len(names)
    assert all(one.page.startswith("https://apidocs.bitrix24.ru/") for one in SAMPLES)
