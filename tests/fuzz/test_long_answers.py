"""Answers of a peer that are longer than any should be: cut, or a failure of the peer."""

import gzip

import httpx
import pytest

from services.b24_connector.portal.errors import PortalAwayError, PortalRefusal
from services.onec_connector.base.errors import BaseAwayError, BaseRefusal
from shared.bus.errors import DoubtfulWrite
from shared.process.answers import LONGEST
from tests.contract.b24_connector.recorded import with_portal
from tests.contract.onec_connector.recorded import Recorded, base_of, refused


def bomb(begin: bytes, end: bytes) -> httpx.Response:
    packed = gzip.compress(begin + b" " * LONGEST + end, compresslevel=1)
    return httpx.Response(200, stream=httpx.ByteStream(packed), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(("write", "kind"), [(False, PortalAwayError), (True, DoubtfulWrite)])
async def test_an_answer_that_unpacks_to_more_than_fits_is_a_fault_of_the_portal(write, kind):
    async def work(portal):
        return await portal.alone("x", {}, write=write)

    with pytest.raises(kind, match="its answer is longer than"):
        await with_portal(lambda *_: bomb(b'{"result": "', b'"}'), work)


async def test_an_answer_that_unpacks_to_more_than_fits_is_a_fault_of_1c():
    base = base_of(Recorded(bomb(b'{"value": "', b'"}')))

    with pytest.raises(BaseAwayError, match="its answer is longer than"):
        await base.metadata()
    with pytest.raises(DoubtfulWrite, match="its answer is longer than"):
        await base.create("Document_ЗаказКлиента", {})


async def test_a_refusal_of_the_portal_as_long_as_a_book_is_cut():
    async def work(portal):
        return await portal.alone("x", {})

    told = {"error": "E" * 10**6, "error_description": "Слово " * 10**6}
    with pytest.raises(PortalRefusal) as refusal:
        await with_portal(lambda *_: httpx.Response(400, json=told), work)

    assert len(refusal.value.fault.code) == 100
    assert len(refusal.value.sentence) < 11_000


async def test_a_refusal_of_1c_as_long_as_a_book_is_cut():
    with pytest.raises(BaseRefusal) as cut:
        await base_of(Recorded(refused(500, "-1", "Слово " * 10**6))).create("Catalog_Партнеры", {})

    assert len(cut.value.reason) == 10_000
