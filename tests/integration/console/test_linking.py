"""Linking old pairs is told as it goes, and who could not be linked is named with what to do."""

from dataclasses import replace

import pytest

from services.console.load.linking import link
from services.console.load.plan import Plan
from services.console.load.things import before_the_exchange
from services.console.piping import LoadError
from shared.messages.old import OldPair
from tests.integration.mapper.test_old_pairs import DAY

SAYS = "tests.integration.console.says"
VERDICTS = [
    {"key": "order:g-1", "name": "Заказ 1", "would": "link", "why": "", "counterpart": "deal:41"},
    {"key": "order:g-2", "name": "Заказ 2", "would": "link", "why": "", "counterpart": "deal:42"},
    {"key": "order:g-3", "name": "Заказ 3", "would": "left", "why": "", "counterpart": ""},
]


def plan(*linked: tuple[str, ...]) -> Plan:
    return Plan(replace(before_the_exchange("orders", DAY).ways[0], linked=linked), VERDICTS)


async def nobody(*hints) -> None:
    assert hints == ()


async def test_what_is_sure_is_handed_to_the_services_and_told(tmp_path):
    kept, told = tmp_path / "kept", []

    await link(plan((SAYS, "keep", str(kept))), told.append, nobody)

    pairs = [OldPair.read(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [(one.deal, one.order) for one in pairs] == [("41", "g-1"), ("42", "g-2")]
    assert told[-1].startswith("Перенесено 2 из 2 (100 %)")


async def test_who_could_not_be_linked_is_named(tmp_path):
    answers, told = tmp_path / "answers", []
    failed = OldPair(deal="42", order="g-2", why="Сделка № 42 не связана.")
    lines = (OldPair(deal="41", order="g-1"), failed)
    answers.write_text("".join(one.model_dump_json() + "\n" for one in lines), encoding="utf-8")

    with pytest.raises(LoadError, match="Не связано пар: 1"):
        await link(plan((SAYS, "commands", str(answers))), told.append, nobody)

    assert told[0] == "Сделка № 42 не связана."
    assert told[-1].startswith("Перенесено 1 из 2")


async def test_what_people_edited_on_the_way_is_looked_at_once_more(tmp_path):
    answers, hints = tmp_path / "answers", []
    answers.write_text(OldPair(deal="41", order="g-1", again=("order:g-1", "deal:41")).model_dump_json() + "\n")

    async def publish(*messages) -> None:
        hints.extend(messages)

    await link(plan((SAYS, "commands", str(answers))), lambda _: None, publish)

    assert [(one.subject, one.force) for one in hints] == [("order:g-1", True), ("deal:41", True)]
