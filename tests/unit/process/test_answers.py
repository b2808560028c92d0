"""Answers of peers are read no further than fits."""

import asyncio
import gzip
import json
import unicodedata
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.messages.things import Ref
from shared.process.answers import AnswerError, UnreadableRecord, answer_to, json_of, reading

KIB = 1024


class Endless(httpx.AsyncByteStream):
    """A body that does not end by itself."""

    def __init__(self) -> None:
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.sent += KIB
            yield b" " * KIB


class Dripping(httpx.AsyncByteStream):
    """A body that comes byte by byte and never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b" "


class Body(httpx.AsyncByteStream):
    """A body as it goes over the wire."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


HEADERS = [(b"Set-Cookie", b"ibsession=one"), (b"Location", "http://peer.test/Заказ".encode())]


async def _ask(
    stream: httpx.AsyncByteStream, *, longest: int = 64 * KIB, within_s: float = 60, **headers: str
) -> httpx.Response:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(
            200,
            stream=stream,
            headers=[*((name.encode(), value.encode()) for name, value in headers.items()), *HEADERS],
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        asked_for = client.build_request("GET", "http://peer.test/")
        read = await answer_to(client, asked_for, within_s=within_s, longest=longest)
    assert [request.headers["Accept-Encoding"] for request in asked] == ["gzip"]
    return read


async def test_a_packed_answer_is_read_and_keeps_its_headers():
    read = await _ask(Body(gzip.compress('{"value": "Ромашка"}'.encode())), **{"Content-Encoding": "gzip"})

    assert read.json() == {"value": "Ромашка"}
    assert read.cookies["ibsession"] == "one"
    assert read.headers["Location"] == "http://peer.test/Заказ"


async def test_an_answer_as_long_as_is_allowed_is_read():
    assert len((await _ask(Body(b" " * 64 * KIB))).content) == 64 * KIB


async def test_an_answer_without_end_is_left_where_it_becomes_too_long():
    stream = Endless()

    with pytest.raises(AnswerError, match="longer than 64 KiB"):
        await _ask(stream)

    assert stream.sent == 65 * KIB


async def test_an_answer_that_comes_byte_by_byte_is_not_waited_for_for_ever():
    with pytest.raises(httpx.ReadTimeout, match="in time"):
        await _ask(Dripping(), within_s=0.1)


async def test_a_little_that_unpacks_to_much_is_too_long():
    bomb = gzip.compress(bytes(64 * KIB + 1))

    with pytest.raises(AnswerError, match="longer than 64 KiB"):
        await _ask(Body(bomb), **{"Content-Encoding": "gzip"})


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd"])
async def test_an_answer_packed_in_a_way_nobody_asked_for_is_not_unpacked(coding):
    with pytest.raises(AnswerError, match="nobody asked for"):
        await _ask(Body(gzip.compress(b"{}")), **{"Content-Encoding": coding})


async def test_an_answer_that_only_says_it_is_packed_is_a_fault_of_the_peer():
    with pytest.raises(AnswerError, match="cannot be unpacked"):
        await _ask(Body(b"<html>busy</html>"), **{"Content-Encoding": "gzip"})


@given(st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp", "L", "Cn"))))
def test_a_text_of_a_peer_fits_every_message_and_xml(text):
    read = json_of(json.dumps({"a": [text]}))["a"][0]

    assert TypeAdapter(str).validate_json(json.dumps(read, ensure_ascii=False).encode()) == read
    assert not {unicodedata.category(one) for one in read} & {"Cs", "Zl", "Zp"}
    assert {one for one in read if unicodedata.category(one) == "Cc"} <= {"\t", "\n", "\r"}
    assert json_of(json.dumps(read)) == read


def test_nothing_else_of_a_text_changes():
    plain = "«Ромашка»\t№1\r\n2\u00a0400,00\u202f₽ 😀 [b]<b>&amp; \u200b"

    assert json_of(json.dumps(plain)) == plain


def test_what_misleads_a_reader_is_left_out():
    assert json_of(r'"Счёт \u202e001\u202c \u0000\u001b[2J\u2028Итог \ud83d"') == "Счёт 001 [2J\nИтог \ufffd"


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe\xff", b"[" * 100_000, b'{"a":' * 100_000])
def test_what_cannot_be_read_is_no_json(body):
    with pytest.raises(ValueError):  # noqa: PT011 - as of `json.loads`
        json_of(body)


def test_a_record_that_cannot_be_read_is_named_with_its_field_and_without_its_value():
    with pytest.raises(UnreadableRecord) as caught, reading("deal 41 of the portal"):
        Ref(system="b24", kind="deal", id="private" * 100)

    assert (
        str(caught.value) == "deal 41 of the portal cannot be read: Ref.id: String should have at most 200 characters"
    )
