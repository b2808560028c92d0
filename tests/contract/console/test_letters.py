"""What `dealbus dead list` and `dealbus trace` say to a person, and to a program."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from services.console import __main__ as console_main
from services.console.__main__ import app
from services.console.dead_letters import dead
from services.console.trace.tracing import Trace
from shared.bus.replay import DeadLetter
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup
from shared.store.entity import Entity

REFUSED = "Битрикс24 отказал (catalog.product.list): higher privileges"
NIGHT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


HOSTILE = "[red]Ромашка[/red] [link=http://evil]тут[/link] :bomb: \x1b[2J \x9b2J \u202e\n  Что делать: ничего"
SEEN = r"[red]Ромашка[/red] [link=http://evil]тут[/link] :bomb: \u001b[2J \u009b2J \u202e\u000a  Что делать: ничего"


def found(
    subject: str = "deal:41", at: datetime = NIGHT, reason: str = "portal-rights", sentence: str = REFUSED
) -> dead.Found:
    letter = DeadLetter(
        id="1",
        type="dealbus.deal.touched.v1",
        subject=subject,
        correlation_id="c",
        reason=reason,
        sentence=sentence,
        error="Refusal",
        attempts=1,
        first_failure=at,
        last_failure=at,
        body=b"{}",
    )
    return dead.Found("b24-connector.orders", letter)


def test_letters_that_say_the_same_are_told_once_with_whole_names_and_what_to_do() -> None:
    text = dead.told([found(), found(at=NIGHT + timedelta(minutes=5)), found("deal:42", reason="no_inn")])

    assert text == (
        "deal:41  deal.touched  в b24-connector.orders\n"
        "  Причина portal-rights, сообщений 2, с 02.03 03:00 по 02.03 03:05 UTC: "
        "Битрикс24 отказал (catalog.product.list): higher privileges\n"
        "  Что делать: верните вебхуку право, dealbus check называет его.\n"
        "\n"
        "deal:42  deal.touched  в b24-connector.orders\n"
        "  Причина no_inn, 02.03 03:00 UTC: Битрикс24 отказал (catalog.product.list): higher privileges\n"
        "\n"
        "Отложенных сообщений: 3."
    )


def test_no_letters_are_told_too() -> None:
    assert dead.told([]) == "Отложенных сообщений: 0."


def test_a_program_is_given_every_letter_without_the_customers_data() -> None:
    [first, second] = json.loads(dead.as_json([found(), found()]))

    assert first == second
    assert (first["group"], first["subject"], first["reason"], first["body"]) == (
        "b24-connector.orders",
        "deal:41",
        "portal-rights",
        None,
    )


@pytest.mark.parametrize("command", ["list", "replay"])
def test_the_filters_that_the_readme_names_are_taken(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:1/")
    filters = ("--group mapper.orders", "--subject deal:41", "--type order.upsert", "--reason exhausted")
    words = " ".join(filters).split()

    done = CliRunner().invoke(app, ["dead", command, *words])

    assert "запустите RabbitMQ или исправьте DEALBUS_AMQP_URL" in done.stderr


@pytest.mark.parametrize("command", ["list", "replay"])
def test_a_group_that_does_not_exist_is_told_with_those_that_do(command: str) -> None:
    done = CliRunner().invoke(app, ["dead", command, "--group", "mapper"])

    assert done.exit_code == 2
    assert done.stderr == (
        "Группы mapper нет; есть b24-connector.census, b24-connector.directory, b24-connector.orders, mapper.census, "
        "mapper.directory, mapper.orders, onec-connector.census, onec-connector.directory, onec-connector.orders, "
        "reconciler.census, stage-router.orders.\n"
    )


@pytest.mark.parametrize("words", [["trace", "order:"], ["trace", "deal:"], ["unfreeze", "сделка:41", "rows"]])
def test_a_key_that_is_none_is_not_looked_for(words: list[str]) -> None:
    done = CliRunner().invoke(app, words)

    assert done.exit_code == 2
    assert "deal:41" in done.stderr


@pytest.mark.parametrize(
    ("words", "lacking"), [(["--why", "проба"], "--subject"), (["--subject", "deal:41", "--why", " "], "--why")]
)
def test_letters_are_dropped_neither_all_at_once_nor_without_a_reason(words: list[str], lacking: str) -> None:
    done = CliRunner().invoke(app, ["dead", "drop", *words])

    assert done.exit_code == 2
    assert lacking in done.stderr


def test_unfreezing_without_a_broker_says_what_to_correct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:1/")

    done = CliRunner().invoke(app, ["unfreeze", "deal:41", "rows"])

    assert done.exit_code == 2
    assert done.stderr.endswith(": запустите RabbitMQ или исправьте DEALBUS_AMQP_URL.\n")


def test_a_backup_without_a_broker_says_what_to_correct(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:1/")

    done = CliRunner().invoke(app, ["backup", str(tmp_path / "copy.gz")])

    assert done.exit_code == 2
    assert done.stderr.startswith("Брокер на 127.0.0.1:1, виртуальный хост / не отвечает")


def entity(**changed: object) -> Entity:
    numbers = GroupDoc(digest="d", edited=int(NIGHT.timestamp() * 1000), known=0)
    return Entity(key="deal:41", ref="41", version=numbers.edited, groups={OrderGroup.ROWS: numbers}, **changed)


def shown(trace: Trace) -> str:
    console = Console(width=200)
    with console.capture() as printed:
        console.print(trace.table())
    return printed.get()


def test_a_deal_without_an_order_says_so_and_why() -> None:
    text = shown(Trace("deal:41", None, {"b24": entity()}, []))

    assert "заказ не нужен" in text
    assert "состав (rows): изменено здесь 02.03 03:00:00 UTC, учтено с другой стороны —" in text


def test_a_frozen_group_is_seen_by_a_person_and_by_a_program() -> None:
    trace = Trace("deal:41", {"b24": "41"}, {"b24": entity(frozen=frozenset({OrderGroup.ROWS}))}, [])

    assert "ОСТАНОВЛЕНА (dealbus unfreeze)" in shown(trace)
    assert trace.as_json()["entities"]["b24"]["frozen"] == ["rows"]


def test_a_decision_that_a_deal_waits_for_is_named_with_its_command() -> None:
    trace = Trace("deal:41", {"b24": "41"}, {}, [], ["requisite:27"])

    assert "dealbus match show requisite:27" in shown(trace)
    assert trace.as_json()["doubts"] == ["requisite:27"]


def test_words_of_a_message_are_seen_in_the_terminal_and_do_nothing_there() -> None:
    letter = found(subject=HOSTILE, sentence=HOSTILE)

    [head, told, *_] = dead.told([letter]).splitlines()
    [printed] = json.loads(dead.as_json([letter]))

    assert head == f"{SEEN}  deal.touched  в b24-connector.orders"
    assert told.endswith(f": {SEEN}")
    assert (printed["subject"], printed["sentence"]) == (HOSTILE, HOSTILE)
    assert dead.as_json([letter]).isprintable()


def test_a_table_shows_words_of_a_message_and_carries_out_none_of_them() -> None:
    memory = {"number": HOSTILE, "told": {HOSTILE: "mark"}}
    trace = Trace(HOSTILE, {"b24": HOSTILE}, {"b24": entity(fields=memory)}, [found(sentence=HOSTILE)])

    text = shown(trace)

    assert text.count(SEEN) == 5
    assert all(one.isprintable() for one in text if one != "\n")


def test_a_bug_of_the_console_shows_its_traceback_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("amqp://u:s3cr3t@h/v")

    monkeypatch.setattr(console_main, "app", fail)
    with pytest.raises(SystemExit) as ended:
        console_main.main()
    shown = capsys.readouterr().err

    assert ended.value.code == 1
    assert "ZeroDivisionError: amqp://u:***@h/v" in shown
    assert "s3cr3t" not in shown


@pytest.mark.parametrize("command", [["list"], ["replay"], ["drop", "--why", "x"]])
def test_letters_about_nothing_are_not_all_letters(command: list[str]) -> None:
    done = CliRunner().invoke(app, ["dead", *command, "--subject", " "])

    assert (done.exit_code, "Назовите в --subject запись" in done.output) == (2, True), done.output


def test_a_subject_is_read_as_the_services_spell_it_and_what_is_no_record_as_it_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = list[dead.Filter]()

    async def wanted(*words: object) -> list[dead.Found]:
        asked.append(words[-1])
        return []

    monkeypatch.setattr(dead, "wanted", wanted)

    CliRunner().invoke(app, ["dead", "list", "--subject", "Company: 57", "--subject", "2026-11-30T01:00:00Z"])

    assert [*asked[0].about] == ["company:57", "2026-11-30T01:00:00Z"]
