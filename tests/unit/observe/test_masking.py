"""No secret reaches a log line or a dead letter."""

import json
import logging
import warnings
from collections.abc import Iterator

import httpx
import pytest
import structlog

from shared.observe.logging import configure_logging
from shared.observe.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "POST https://p.bitrix24.ru/rest/1/abc123xyz/crm.item.list.json 503",
            "POST https://p.bitrix24.ru/rest/1/***/crm.item.list.json 503",
        ),
        (
            "https://p.bitrix24.ru/rest/api/12/abc123/crm.item.list",
            "https://p.bitrix24.ru/rest/api/12/***/crm.item.list",
        ),
        ("amqp://dealbus:pa55@broker:5672/v away", "amqp://dealbus:***@broker:5672/v away"),
        ("amqp://dealbus:pa:5@5@broker/v", "amqp://dealbus:***@broker/v"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("{'authorization': 'Bearer eyJhbGciOi.x.y'}", "{'authorization': 'Bearer ***'}"),
        (
            '{"auth[application_token]": "51856fefc120afa4", "event": "E"}',
            '{"auth[application_token]": "***", "event": "E"}',
        ),
        ("application_token=51856fefc120&x=1", "application_token=***&x=1"),
        ("https://p.ru/rest/1/ab%2Fc%3Dd/x", "https://p.ru/rest/1/***/x"),
        ("next=https%3A%2F%2Fp.ru%2Frest%2F1%2Fabc123%2Fx", "next=https%3A%2F%2Fp.ru%2Frest%2F1%2F***%2Fx"),
        ("/rest/1/abc-123_x?auth=1", "/rest/1/***?auth=***"),
        ("amqp://u:a/b@c/d@h:5672/v away", "amqp://u:***@h:5672/v away"),
        ("mongodb://u:p#?a/b@h/?replicaSet=rs0", "mongodb://u:***@h/?replicaSet=rs0"),
        ("GET /x?auth=51856fef&start=0", "GET /x?auth=***&start=0"),
        ("GET /x?access_token=a%2Fb%3D&start=0", "GET /x?access_token=***&start=0"),
        ("next=%2Fx%3Fauth%3D51856fef%26start%3D0", "next=%2Fx%3Fauth%3D***%26start%3D0"),
        ("AUTH_ID=518&REFRESH_ID=519&x=1", "AUTH_ID=***&REFRESH_ID=***&x=1"),
        ("auth%5Bapplication_token%5D=51856fefc120", "auth%5Bapplication_token%5D=***"),
        ("Bearer ab%2Fcd%3D%3D, x", "Bearer ***, x"),
        ("Authorization:%20Basic%20dXNlcjpwYXNz", "Authorization:***"),
        ('{"password": "a b, c", "x": 1}', '{"password": "***", "x": 1}'),
        ("{'password': 'a;b)c', 'x': 1}", "{'password': '***', 'x': 1}"),
        ('"{\\"token\\": \\"51856\\"}"', '"{\\"token\\": \\"***\\"}"'),
        ("Set-Cookie: ibsession=abc; path=/", "Set-Cookie: ***"),
        ("Cookie: a=b; ibsession=abc\nnext: line", "Cookie: ***\nnext: line"),
        ("HTTPS://P.RU//REST//1//abc123//X", "HTTPS://P.RU//REST//1//***//X"),
        (r'{"u": "https:\/\/p.ru\/rest\/1\/abc123\/x"}', r'{"u": "https:\/\/p.ru\/rest\/1\/***\/x"}'),
        (
            r"https:\u002F\u002Fp.ru\u002Frest\u002F1\u002Fabc123\u002Fx",
            r"https:\u002F\u002Fp.ru\u002Frest\u002F1\u002F***\u002Fx",
        ),
        ("p.ru&#x2F;rest&#x2F;1&#x2F;abc123&#x2F;x", "p.ru&#x2F;rest&#x2F;1&#x2F;***&#x2F;x"),
        (
            "a=https%253A%252F%252Fp.ru%252Frest%252F1%252Fabc123%252Fx",
            "a=https%253A%252F%252Fp.ru%252Frest%252F1%252F***%252Fx",
        ),
        ("auth%255Baccess_token%255D%3Dabc123&x=1", "auth%255Baccess_token%255D%3D***&x=1"),
        ("auth['application_token'] = 'abc123', x", "auth['application_token'] = '***', x"),
        ("amqp%3A%2F%2Fu%3Apa55%40h%2Fv away", "amqp%3A%2F%2Fu%3A***%40h%2Fv away"),
        ("[('password', 'abc'), ('user', 'u')]", "[('password', '***'), ('user', 'u')]"),
        ("{b'password': b'abc', b'x': 1}", "{b'password': b'***', b'x': 1}"),
        ("password=SecretStr('abc'), x=1", "password=SecretStr('***'), x=1"),
        ("'password' => 'abc', 'x' => 1", "'password' => '***', 'x' => 1"),
        ("<password>abc</password>", "<password>***</password>"),
        ('Srvr="s";Usr="u";Pwd="abc";', 'Srvr="s";Usr="u";Pwd="***";'),
        ("Authorization: Digest username=u, response=abc", "Authorization: Digest ***"),
        ("Authorization%3A%20Bearer%20abc123", "Authorization%3A%20Bearer%20***"),
        ("X-Api-Key: abc", "X-Api-Key: ***"),
        ("token=abc,def), user: u", "token=***), user: u"),
        (r'{"password": "ab\"cd", "x": 1}', r'{"password": "***", "x": 1}'),
        ("the digest published last differs; no token is set", "the digest published last differs; no token is set"),
        ("password: pa55, user: u", "password: ***, user: u"),
        ("заказ ТД00-000017 от 05.03.2026 на 2 400,00 ₽", "заказ ТД00-000017 от 05.03.2026 на 2 400,00 ₽"),
        ("https://p.bitrix24.ru/crm/deal/details/41/", "https://p.bitrix24.ru/crm/deal/details/41/"),
        ("amqp://user:password@host:5672/, а знаки", "amqp://user:password@host:5672/, а знаки"),
        ("http://имя:пароль@машина:15672 или", "http://имя:пароль@машина:15672 или"),
        ("amqp://dealbus:password@rabbit:5672/", "amqp://dealbus:***@rabbit:5672/"),
        ("mongodb://user:password1@host", "mongodb://user:***@host"),
    ],
)
def test_secrets_are_masked_and_the_rest_stays_readable(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(captured: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.splitlines()]


def test_a_log_line_is_json_with_service_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")

    structlog.get_logger().info("called", url="https://p.ru/rest/1/s3cr3t/x", password="p", nested={"token": "t"})
    [line] = lines(capsys.readouterr().out)

    assert line["service"] == "mapper"
    assert line["url"] == "https://p.ru/rest/1/***/x"
    assert (line["password"], line["nested"]) == ("***", {"token": "***"})


def test_whatever_a_line_is_given_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")
    url = "amqp://u:s3cr3t@h/v"

    structlog.get_logger().info("failed", error=OSError(url), seen={url: {url}, 1: [url.encode()]}, count=2**70)
    [line] = lines(capsys.readouterr().out)

    assert "s3cr3t" not in str(line)
    assert line["error"] == "amqp://u:***@h/v"
    assert line["count"] == 2**70


def test_a_name_drives_no_terminal_and_breaks_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")
    name = "\ud83d \x1b[2J \x9b2J \u2028 \u202e \u2066 \n\0"

    structlog.get_logger().info("read", name=name)
    out = capsys.readouterr().out

    assert [one for one in out if not one.isprintable()] == ["\n"]
    assert lines(out)[0]["name"] == name


def test_a_traceback_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")

    structlog.get_logger().error("failed", exc_info=ConnectionError("amqp://u:s3cr3t@h/v refused"))
    [line] = lines(capsys.readouterr().out)

    assert "s3cr3t" not in str(line)
    assert "ConnectionError" in str(line["exception"])


def test_a_warning_of_a_library_is_a_line_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        configure_logging("mapper")
        warnings.warn("unknown option in mongodb://u:s3cr3t@h/", UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    said = capsys.readouterr()

    assert said.err == ""
    assert "mongodb://u:***@h/" in str(lines(said.out)[0]["event"])


def test_httpx_does_not_tell_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper", "DEBUG")

    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        client.get("https://p.ru/rest/1/s3cr3t/x")

    assert capsys.readouterr().out == ""
