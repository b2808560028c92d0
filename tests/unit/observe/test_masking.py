"""No secret reaches a log line or a dead letter."""

import json
import logging
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
        ("password: pa55, user: u", "password: ***, user: u"),
        ("заказ ТД00-000017 от 05.03.2026 на 2 400,00 ₽", "заказ ТД00-000017 от 05.03.2026 на 2 400,00 ₽"),
        ("https://p.bitrix24.ru/crm/deal/details/41/", "https://p.bitrix24.ru/crm/deal/details/41/"),
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


def test_a_traceback_is_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")

    structlog.get_logger().error("failed", exc_info=ConnectionError("amqp://u:s3cr3t@h/v refused"))
    [line] = lines(capsys.readouterr().out)

    assert "s3cr3t" not in str(line)
    assert "ConnectionError" in str(line["exception"])


def test_httpx_does_not_tell_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper", "DEBUG")

    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        client.get("https://p.ru/rest/1/s3cr3t/x")

    assert capsys.readouterr().out == ""
