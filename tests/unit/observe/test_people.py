"""A log line says about whom it is by a key, never by what a person is known by."""

import json
import logging

import pytest
import structlog

from shared.observe.logging import configure_logging
from shared.observe.people import PERSON, without_people


@pytest.mark.parametrize(
    "text",
    [
        "ИНН 7707083893 не найден",
        "b24:party:7707083893 is taken",
        "7707083893:773601001",
        "500100732259",
        "'+7 (916) 123-45-67' is taken",
        "+79161234567,+74951234567",
        "to petrova.anna@company.ru, please",
        "<ivan+crm@mail.company.ru>",
    ],
)
def test_what_a_person_is_known_by_is_taken_out(text: str) -> None:
    told = without_people({"error": [text]})["error"][0]

    assert PERSON in told
    assert not any(
        part in told for part in ("7707083893", "500100732259", "123-45-67", "9161234567", "petrova", "ivan")
    )


@pytest.mark.parametrize(
    "text",
    [
        "deal:41",
        "contact:7@17",
        "order:0d9a41c8-7b1e-11ee-8f4a-500100732259",
        "1764398531123",
        "amqp://mapper@rabbit.company.ru:5672/",
        "0.7707083893",
        "2026-11-29T06:00:00.770708Z",
        "order 7707083890",
    ],
)
def test_what_an_administrator_finds_a_record_by_stays(text: str) -> None:
    assert without_people(text) == text


def test_every_line_of_a_service_is_without_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("mapper")
    try:
        structlog.get_logger().warning("не найден", error="ИНН 7707083893", told=("a@company.ru",))
        logging.getLogger("anybody").warning("+79161234567")
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[], force=True)

    lines = capsys.readouterr().out.splitlines()
    ours, theirs = (json.loads(line) for line in lines)
    assert (ours["error"], ours["told"], theirs["event"]) == (f"ИНН {PERSON}", [PERSON], PERSON)
