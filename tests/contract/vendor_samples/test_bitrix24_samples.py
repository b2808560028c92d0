"""The samples printed on apidocs.bitrix24.ru, asked of the sandbox portal over the wire."""

from pathlib import Path

import pytest

from tests.contract.vendor_samples.portal_stand import Stand
from tests.contract.vendor_samples.samples import Sample, complaints, filled, read_samples

SAMPLES = read_samples(Path(__file__).parent / "bitrix24")


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.id for one in SAMPLES])
def test_the_portal_answers_as_published(portal: Stand, sample: Sample) -> None:
    known = dict(portal.known)
    for step in sample.given:
        portal.prepare(step, known)

    answer = portal.ask(sample.method, filled(sample.request, known), sample.by)

    assert answer.status_code == sample.status, answer.text
    assert not complaints(sample, answer.json(), known)


def test_every_sample_has_its_page_and_a_name_of_its_own() -> None:
    names = [one.id for one in SAMPLES]

    assert len(SAMPLES) >= 50
    assert len(set(names)) == len(names)
    assert all(one.page.startswith("https://apidocs.bitrix24.ru/") for one in SAMPLES)
