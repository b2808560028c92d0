"""However long a text is that came from elsewhere, it is read in time that grows with its length."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from services.b24_connector.vocabulary.values import as_text, plain_text
from services.onec_connector.base.errors import mask as without_markup
from services.onec_connector.base.objections import objection_in
from shared.canon.keys import emails, phones
from shared.observe.masking import mask
from shared.russian import offered


@contextmanager
def in_no_time() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < 2


PARTS = ["token=", "Basic ", "a://b:", "auth[a", "/rest/1/", "%25", "%41", "\\\\", "&amp;", "\n", "<token ", "cookie: "]


@pytest.mark.parametrize("text", [*PARTS, "'token',", 'token="\\\\', "%255C&amp;\n", "token=a,"])
@pytest.mark.parametrize("more", [" ", "x", ""])
def test_a_text_is_masked(text: str, more: str) -> None:
    long = text + more * 60_000 if more else (text * 60_000)[:60_000]

    with in_no_time():
        mask(long)


@pytest.mark.parametrize(
    "part", ["<!--", "<script>", "<style ", "<!-- -->", "<a ", '<a b="', "[url=", "[url ", "&a", "<br ", "[", " \n"]
)
def test_a_comment_of_the_portal_is_read(part: str) -> None:
    long = (part * 60_000)[:60_000]

    with in_no_time():
        plain_text(long)
        as_text(long)


@pytest.mark.parametrize("part", ["\n", " \n", "; ", "слово. ", "«"])
def test_words_of_1c_are_read(part: str) -> None:
    with in_no_time():
        objection_in(part * 10_000)
        without_markup(part * 10_000)


@pytest.mark.parametrize("part", ["a", "a-", "@", "a@", " ", " +", "(", "1"])
def test_phones_and_e_mails_are_read(part: str) -> None:
    with in_no_time():
        phones(part * 20_000)
        emails(part * 20_000)


def test_a_name_is_compared() -> None:
    with in_no_time():
        told = offered("Склад " * 10_000, [f"{'Склад' * 1_000} {number}" for number in range(200)])

    assert told.endswith("и ещё 195)")
