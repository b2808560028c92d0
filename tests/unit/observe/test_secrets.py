"""What this process knows as secret is left in no masked text, however the text spells it."""

import json
import re
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, SecretStr

from shared.observe import secrets
from shared.observe.masking import mask
from shared.process.settings import ProgramSettings

SPELLINGS = {
    "plain": str,
    "percent-encoded": lambda secret: quote(secret, safe=""),
    "percent-encoded, in lower case": lambda secret: re.sub(
        "%..", lambda code: code[0].lower(), quote(secret, safe="")
    ),
    "percent-encoded, as part of a path": quote,
    "percent-encoded, as a form": quote_plus,
    "in JSON": lambda secret: json.dumps(secret)[1:-1],
    "in HTML": escape,
    "in a dict": lambda secret: repr(secret)[1:-1],
    "as bytes": lambda secret: repr(secret.encode())[2:-1],
    "percent-encoded twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "percent-encoded, every character": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "in JSON in JSON": lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],
    "in an address in JSON in HTML": lambda secret: escape(json.dumps(quote(secret, safe="") + '"')[1:-3]),
    "in HTML, every character": lambda secret: "".join(f"&#{ord(one)};" for one in secret),
    "in HTML, every character, without semicolons": lambda secret: "".join(f"&#0{ord(one)}" for one in secret),
    "in octal digits": lambda secret: re.sub("[ -~]", lambda one: rf"\{ord(one[0]):03o}", secret),
    "in hexadecimal digits": lambda secret: secret.encode().hex(),
    "in hexadecimal digits, apart": lambda secret: secret.encode().hex(" "),
    "in hexadecimal digits, with colons": lambda secret: secret.encode().hex(":").upper(),
    "in JavaScript": lambda secret: "".join(f"\\u{{{ord(one):x}}}" for one in secret),
    "in Python, every character": lambda secret: "".join(f"\\U{ord(one):08x}" for one in secret),
    "across an end of line": lambda secret: f"{secret[:2]}\r\n{secret[2:]}",
    "across an end of line, in JSON": lambda secret: f"{json.dumps(secret[:2])[1:-1]}\\n{json.dumps(secret[2:])[1:-1]}",
}
BASE64 = {
    "plain": b64encode,
    "of addresses": urlsafe_b64encode,
    "inside of an address": lambda words: quote(b64encode(words), safe="").encode(),
}
TYPED = st.text(string.ascii_letters + string.digits + string.punctuation + " ёЖ€\U0001f600", min_size=4, max_size=24)


@pytest.fixture(autouse=True)
def none_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(secrets, "_known", {})
    return


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(secret=TYPED)
def test_a_known_secret_is_found_in_every_spelling(spelling: str, secret: str) -> None:
    secrets._known.clear()
    secrets.learn(secret)

    assert secrets.hide(f"до {SPELLINGS[spelling](secret)} за") == "до *** за"


@pytest.mark.parametrize("spelling", BASE64)
@given(secret=TYPED, before=st.sampled_from(["", "u:", "me:", "bus:", "Обмен:", "\0bus\0"]))
def test_a_known_secret_is_found_in_base64(spelling: str, secret: str, before: str) -> None:
    secrets._known.clear()
    secrets.learn(secret)
    whole = BASE64[spelling](f"{before}{secret}".encode()).decode()
    others = len(b64encode(before.encode()).rstrip(b"="))

    masked = secrets.hide(f"до {whole} за")

    assert re.fullmatch(rf"до [\w+/%-]{{0,{others}}}\*\*\* за", masked)


@given(secret=TYPED.filter(lambda secret: len(secret) >= 12), left=st.integers(6, 24))
def test_a_known_secret_that_an_error_has_cut_is_found_from_half_of_it_on(secret: str, left: int) -> None:
    secrets._known.clear()
    secrets.learn(secret)
    cut = secret[: max(left, 8, len(secret) // 2)]

    assert secrets.hide(f"до «{cut}…» за") == "до «***…» за"


@pytest.mark.parametrize("before", ["", "u", "us"])
@pytest.mark.parametrize("around", ["", "a", "ab"])
def test_a_known_secret_is_found_in_a_header_within_a_body_in_base64(before: str, around: str) -> None:
    secrets.learn("s3cr3t-value-of-ours")
    header = b64encode(f"{before}:s3cr3t-value-of-ours".encode())

    masked = mask(b64encode(around.encode() + b"Basic " + header + b"\n").decode())

    assert len(masked.replace(secrets.MASK, "")) <= len(b64encode(b64encode(b"us:s3cr3"))) + 12


def test_what_several_secrets_have_in_common_is_masked_with_the_longest() -> None:
    secrets.learn("password", "password-of-portal", "portal")

    assert secrets.hide("a password-of-portal, a password, a portal") == "a ***, a ***, a ***"


class Known(ProgramSettings):
    broker: str = Field(repr=False)
    database: str = Field(repr=False)
    portal: SecretStr
    password: SecretStr


def test_the_settings_make_their_secrets_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BROKER": "amqp://bus:b/ro@ker@one:5672,two:5672/vhost",
        "DATABASE": "mongodb://bus:data%2Fbase@host:27017/?replicaSet=rs0",
        "PORTAL": "https://company.bitrix24.ru/rest/7/w3bh00k/",
        "PASSWORD": "пароль 1С",
    }.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)

    Known.load()

    for text in ("b/ro@ker", "b%2Fro%40ker", "data/base", "data%2Fbase", "w3bh00k", "пароль 1С"):
        assert secrets.hide(f"({text})") == "(***)", text
    assert secrets.hide("company.bitrix24.ru, vhost, rs0, one:5672") == "company.bitrix24.ru, vhost, rs0, one:5672"


@pytest.mark.parametrize(
    ("address", "passwords"),
    [
        ("amqp://bus:forgotten", {"forgotten"}),
        ("bus:no%2Fscheme@host", {"no%2Fscheme", "no/scheme"}),
        ("amqp://host:5672/vhost", set()),
        ("mongodb://one:27017,two:27017/?replicaSet=rs0", set()),
        ("mongodb://host/?replicaSet=rs0", set()),
    ],
)
def test_a_password_is_found_in_an_address_that_is_none(address: str, passwords: set[str]) -> None:
    assert set(secrets.passwords_in(address)) == passwords


def test_a_password_that_is_the_users_name_does_not_spoil_that_name_everywhere() -> None:
    secrets.learn(*secrets.passwords_in("amqp://dealbus:dealbus@host:5672/"))

    assert (
        mask("amqp://dealbus:dealbus@host:5672/: run dealbus check")
        == "amqp://dealbus:***@host:5672/: run dealbus check"
    )


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("amqps://a:s3cr3t@rabbitmq:5671/?cafile=/run/secrets/authority", {"s3cr3t"}),
        ("mongodb://a:s3cr3t@mongo:27017/?replicaSet=rs0&tlsCAFile=/run/secrets/authority", {"s3cr3t"}),
        ("https://portal.ru/rest/1/s3cr3t/", {"s3cr3t"}),
        ("https://a:s3cr3t@host/", {"s3cr3t"}),
    ],
)
def test_of_an_address_neither_host_nor_the_file_of_its_authority_is_a_secret(address: str, secret: set[str]) -> None:
    assert {one for one in secrets.secrets_in(address) if one} == secret


def test_what_is_too_short_to_be_a_secret_does_not_spoil_every_word() -> None:
    secrets.learn("", "a", "abc")

    assert mask("abc of a") == "abc of a"
