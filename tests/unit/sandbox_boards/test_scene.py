from typing import cast

import pytest

from sandbox.dataset import Dataset
from sandbox.demo.report import verdict
from sandbox.demo.scene import NotSeenError, Promise, Scene
from sandbox.people.accountant import Accountant
from sandbox.people.seller import Seller


@pytest.fixture
def scene() -> Scene:
    return Scene(cast("Seller", None), cast("Accountant", None), cast("Dataset", None))


def test_what_appears_after_the_act_is_shown_with_its_milliseconds(scene: Scene) -> None:
    stage: list[str] = []

    scene.show("R5", "оплачено 100 %", lambda: stage.append("«Счет оплачен»"), lambda: "".join(stage) or None)

    (shown,) = scene.shown
    assert (shown.ok, shown.appeared, shown.latency_ms is None) == (True, "«Счет оплачен»", False)


def test_what_was_to_be_seen_before_the_act_counts_as_not_shown(scene: Scene) -> None:
    acts: list[str] = []

    scene.show("R22", "оплата отменена", lambda: acts.append("unpaid"), lambda: "сделка 2 в «Счет выставлен»")

    (shown,) = scene.shown
    assert acts == ["unpaid"]
    assert (shown.ok, shown.appeared) == (False, "было и до того: сделка 2 в «Счет выставлен»")
    assert "Не выполнено: R22." in verdict(scene.shown)


def test_of_two_promises_neither_is_taken_for_kept_by_the_act_of_the_other(scene: Scene) -> None:
    stage: list[str] = []
    moved = Promise("R2", "сделка перенесена", lambda: stage.append("заказ"), lambda: "заказ" if stage else None)
    numbered = Promise("R21", "1С дала номер", lambda: None, lambda: "номер" if stage else None)
    never = Promise("R7", "заведена компания", lambda: None, lambda: None)

    scene.show_together(moved, numbered, never, patience_s=0)

    assert [(one.requirement, one.ok) for one in scene.shown] == [("R2", True), ("R21", True), ("R7", False)]


def test_an_act_that_waits_in_vain_is_not_shown(scene: Scene) -> None:
    def act() -> None:
        raise NotSeenError("не появилось за 30 с")

    scene.show("R4", "отгружено 100 %", act, lambda: None)

    assert [(one.ok, one.appeared) for one in scene.shown] == [(False, "не появилось за 30 с")]
