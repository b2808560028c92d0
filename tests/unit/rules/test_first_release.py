"""A file in use since the first release: its table knows ten states and waits for unpaid orders alone."""

from pathlib import Path

import pytest

from shared.rules import load_rules
from shared.rules.stages import consequence, stage_decision
from shared.rules.states import AFTER_SHIPMENT
from tests.unit.rules.snapshots import NOW, order

OLD_TABLE = Path("tests/unit/rules/states.a685209.yaml").read_text(encoding="utf-8")


@pytest.fixture(name="old_rules", scope="session")
def _old_rules(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(Path("deploy/config/rules.yaml").read_text(encoding="utf-8") + "\n" + OLD_TABLE, encoding="utf-8")
    return load_rules(path)


@pytest.mark.parametrize("name", sorted(AFTER_SHIPMENT))
@pytest.mark.parametrize("paid", [1, 30, 100, 120])
def test_a_table_of_the_first_release_waits_for_a_paid_order_that_is_not_recalculated(old_rules, name, paid):
    assert consequence(order(name, paid=paid), old_rules) == "provisional"


@pytest.mark.parametrize(("paid", "shipped"), [(0, 0), (100, 0), (100, 40), (100, 100)])
def test_a_table_of_the_first_release_takes_no_deal_back_on_the_eleventh_state(old_rules, paid, shipped):
    eleventh = order("ОжидаетсяПереходПраваСобственности", paid=paid, shipped=shipped)

    assert stage_decision(eleventh, old_rules, NOW).action == "stay"


def test_a_table_of_the_first_release_decides_all_else_as_before(old_rules):
    assert consequence(order("ГотовКОтгрузке", paid=100), old_rules) == "paid"
    assert consequence(order("ГотовКОтгрузке"), old_rules) == "back"
    assert consequence(order("ГотовКЗакрытию", paid=100, shipped=100), old_rules) == "done"
