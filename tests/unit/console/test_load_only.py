"""`dealbus load … --only`: what is named is found by what people call it; that nothing is called so is said."""

import importlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.load import plan as planning
from services.console.load.things import COMPANIES, before_the_exchange
from shared.observe.terminal import shown_json
from shared.process.asking import Weighed

commands = importlib.import_module("services.console.load.commands")

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
ORDER = "order:0a000000-0000-4000-8000-000000000041"
LINKED = Weighed("deal:41", "Поставка: болт М8: ТД00-000017 от 02.06.2025", "link", counterpart=ORDER)
ALONE = Weighed("deal:42", "Болт", "left")


def answering(monkeypatch: pytest.MonkeyPatch, *verdicts: Weighed) -> None:
    """Have the services answer so, instead of starting them."""

    async def said(_: Sequence[Any], *__: Any) -> AsyncIterator[bytes]:
        for one in verdicts:
            yield shown_json({name: getattr(one, name) for name in Weighed.__slots__}).encode()

    monkeypatch.setattr(planning, "piped", said)


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("болт", ["deal:42"]),
        ("поставка: болт М8", ["deal:41"]),
        ("тд00-000017", ["deal:41"]),
        ("41", ["deal:41"]),
        (ORDER, ["deal:41"]),
        ("М8", []),
        ("заказ", []),
    ],
)
async def test_an_old_deal_is_named_by_its_number_its_title_or_those_of_its_order(
    word: str, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, LINKED, ALONE)

    (plan,) = await planning.planned(before_the_exchange("deals", SINCE), [word])

    assert [one["key"] for one in plan.verdicts] == keys


@pytest.mark.parametrize("what", ["companies", "deals"])
def test_that_nothing_is_called_so_is_said_and_nothing_is_done(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answering(monkeypatch)
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")

    done = CliRunner().invoke(app, ["load", what, "--only", "Рамашка", "--html", str(tmp_path / "page.html")])

    assert (done.exit_code, "«Рамашка»" in done.output, "не нашлось" in done.output) == (1, True, True), done.output
    assert not (tmp_path / "page.html").exists()


async def test_a_client_that_is_named_is_left_to_the_services_to_find(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Weighed("partner:1", "Ромашка", "same"))

    plans = await planning.planned(COMPANIES, ["7707083893"])

    assert [one["name"] for plan in plans for one in plan.verdicts] == ["Ромашка", "Ромашка"]
