"""Since when an order's figures wait to be recalculated by 1C."""

from datetime import UTC, datetime, timedelta

import pytest

from services.onec_connector.reader.orders import provisional_since
from services.onec_connector.reader.snapshots import Seen
from shared.store.entity import Entity
from tests.delivered import delivered_rules

RULES = delivered_rules()
EARLIER = datetime(2026, 3, 5, 9, tzinfo=UTC)


def seen(state, *, paid=0, shipped=0, settlement="ПоЗаказам", posted=True, marked=False):
    document = {"Posted": posted, "DeletionMark": marked, "ПорядокРасчетов": settlement}
    return Seen(document, {"Состояние": state, "ПроцентОплаты": paid, "ПроцентОтгрузки": shipped})


@pytest.mark.parametrize(
    "one",
    [
        seen("ГотовКЗакрытию"),
        seen("Закрыт"),
        seen("ОжидаетсяОплатаПослеОтгрузки", paid=30),
        seen("ГотовКЗакрытию", paid=100),
        seen("Закрыт", paid=120, settlement="ПоЗаказамНакладным"),
    ],
)
def test_figures_without_shipment_behind_it_wait_from_now_on(one):
    since = provisional_since(Entity(key="deal:41"), one, RULES)

    assert since is not None
    assert datetime.now(UTC) - since < timedelta(minutes=1)


def test_figures_that_wait_already_wait_since_then():
    entity = Entity(key="deal:41", fields={"provisional_since": EARLIER})

    assert provisional_since(entity, seen("Закрыт", paid=100), RULES) == EARLIER


@pytest.mark.parametrize(
    "one",
    [
        seen("ГотовКЗакрытию", settlement="ПоДоговорамКонтрагентов"),
        seen("ГотовКЗакрытию", paid=100, shipped=100),
        seen("ОжидаетсяОплатаПослеОтгрузки", shipped=100),
        seen("ГотовКОтгрузке", paid=100),
        seen("СостояниеНовогоРелиза", paid=100),
        seen("Закрыт", posted=False),
        seen("Закрыт", marked=True),
        Seen({"Posted": True, "DeletionMark": False, "ПорядокРасчетов": "ПоЗаказам"}, None),
    ],
)
def test_other_figures_wait_for_nothing_even_if_they_did(one):
    entity = Entity(key="deal:41", fields={"provisional_since": EARLIER})

    assert None is provisional_since(entity, one, RULES)
