"""The samples of the 1C platform's manual, and answers recorded from trade bases, asked of the sandbox base."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from defusedxml import ElementTree

from sandbox.dataset import build_dataset
from tests.contract.vendor_samples.samples import Sample, complaints, filled, read_samples
from tests.contract.vendor_samples.shape import value_at

ROOT = Path(__file__).parents[3]
SAMPLES = read_samples(Path(__file__).parent / "onec")
COMPANY = build_dataset(companies=12, items=20)


@dataclass(frozen=True)
class Stand:
    """A running base and the ids the samples speak of."""

    address: str
    control: str
    client: httpx.Client
    known: dict[str, Any]
    switches: dict[str, Any]

    def ask(self, verb: str, request: dict[str, Any]) -> httpx.Response:
        """Send a request; without `accept` in it, JSON is asked for as the manual's examples do."""
        query = request.get("query", "")
        if "accept" not in request:
            query = f"{query}&$format=json" if query else "$format=json"
        safe = "$=&'(),:/*;"
        address = f"{self.address}/{quote(request.get('path', ''), safe=safe)}?{quote(query, safe=safe)}"
        body = request.get("body")
        content = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        kind = "application/atom+xml" if isinstance(body, str) else "application/json"
        headers = {"Content-Type": kind} | ({"Accept": request["accept"]} if "accept" in request else {})
        return self.client.request(verb, address, content=content, headers=headers)

    def prepare(self, step: dict[str, Any], known: dict[str, Any]) -> None:
        """Do one step of what a sample takes for given, and keep the ids it names."""
        step = filled(step, known)
        if "control" in step:
            done = self.client.post(f"{self.control}{step['control']}", json=step.get("params", {}))
        else:
            done = self.ask(step["verb"], step)
        assert done.is_success, done.text
        for name, path in step.get("keep", {}).items():
            known[name] = value_at(done.json(), path)


def answer_of(response: httpx.Response) -> Any:
    """Return a JSON answer as it is, an XML one as nested objects by local names, another one as `{"text": …}`."""
    kind = response.headers.get("content-type", "")
    if not response.content:
        return {"text": ""}
    if "json" in kind:
        return response.json()
    if "xml" in kind:
        return _nested(ElementTree.fromstring(response.content))
    text = response.content.decode("utf-8-sig")
    return {"text": int(text) if text.isdigit() else text}


def _nested(element: Any) -> Any:
    if not len(element):
        return element.text or ""
    return {child.tag.rpartition("}")[2]: _nested(child) for child in element}


def _known() -> dict[str, Any]:
    client = next(
        one
        for one in COMPANY.clients
        if one.known_to_onec and one.kind == "company" and one.agreement and one.agreement.payment != "by_contract"
    )
    item = next(one for one in COMPANY.items if one.kind == "goods" and not one.characteristics)
    legal, agreement = client.requisites[0], client.agreement
    assert agreement is not None
    return {
        "partner": client.guid,
        "partner_name": client.name,
        "legal": legal.guid,
        "inn": legal.inn,
        "kpp": legal.kpp,
        "agreement": agreement.guid,
        "organisation": COMPANY.organisations[0].guid,
        "organisation_inn": COMPANY.organisations[0].inn,
        "warehouse": COMPANY.warehouses[0].guid,
        "manager": COMPANY.managers[0].guid,
        "manager_name": COMPANY.managers[0].last_name,
        "item": item.guid,
        "item_name": item.name,
        "article": item.article,
        "barcode": item.barcode,
    }


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    words = [sys.executable, "-m", "sandbox.base", "--port", "0", "--companies", "12", "--items", "20"]
    words += ["--release", "ut-11.5.18"]  # what the samples were recorded from
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            told = json.loads(program.stdout.readline())
            with httpx.Client(auth=(told["user"], told["password"]), trust_env=False, timeout=30) as client:
                switches = client.get(f"{told['control']}switches").json()
                yield Stand(told["address"], told["control"], client, _known(), switches)
        finally:
            program.terminate()


@pytest.fixture
def base(stand: Stand) -> Iterator[Stand]:
    """The base as on its first day; switches a sample moved are put back."""
    stand.client.post(f"{stand.control}reset", json={}).raise_for_status()
    yield stand
    stand.client.post(f"{stand.control}switches", json=stand.switches).raise_for_status()
    stand.client.post(f"{stand.control}faults", json={"faults": []}).raise_for_status()


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.id for one in SAMPLES])
def test_the_base_answers_as_published(base: Stand, sample: Sample) -> None:
    known = dict(base.known)
    for step in sample.given:
        base.prepare(step, known)

    answer = base.ask(sample.method, filled(sample.request, known))

    assert answer.status_code == sample.status, answer.text
    assert not complaints(sample, answer_of(answer), known)


def test_every_sample_names_its_source() -> None:
    names = [one.id for one in SAMPLES]

    assert len(SAMPLES) >= 60
    assert len(set(names)) == len(names)
    assert all("its.1c.ru" in one.page or "github.com" in one.page for one in SAMPLES)
