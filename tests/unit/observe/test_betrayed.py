"""The search for secrets in what a run produced finds them."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.betrayed import betrayed

SECRET = "пароль/с+плюсом"
TEXTS = [SECRET, quote(SECRET, safe=""), quote(SECRET, safe="").lower()]
TEXTS += [
    b64encode(before + SECRET.encode() + b":after").decode() for before in (b"", b"u", b"us", b"user:", b"users:")
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_is_found_however_it_is_spelt(text):
    found = betrayed({"DEALBUS_ONEC_PASSWORD": SECRET}, {"a log": f"before {text} after", "a page": "nothing"})

    assert found == ["a log holds DEALBUS_ONEC_PASSWORD"]


def test_what_holds_none_is_not_complained_of():
    assert (
        betrayed({"a": SECRET, "b": "guest"}, {"a log": f"{SECRET[:-1]} guest {b64encode(SECRET[1:].encode())}"}) == []
    )
