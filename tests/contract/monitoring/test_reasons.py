"""Reasons of refusals are one closed set, known to who refuses and to who counts."""

from types import SimpleNamespace
from typing import get_args

import pytest

from services.b24_connector.portal.errors import PortalFault, error_of
from services.mapper import metrics
from services.mapper.handlers.orders import Mapper
from services.onec_connector.writer.refusal import Reason
from shared.bus.errors import Permanent
from shared.messages.envelope import wrap
from shared.messages.ring.outcomes import DealRefused
from shared.messages.things import Ref
from tests.figures import Grown, figure


def test_every_reason_of_1c_is_counted_under_its_own_name():
    assert set(metrics.REASONS["onec"]) == set(get_args(Reason))


@pytest.mark.parametrize("code", ["NOT_FOUND", "ACCESS_DENIED"])
def test_every_reason_of_the_portal_is_counted_under_its_own_name(code):
    assert error_of(PortalFault("crm.item.update", code, "")).reason in metrics.REASONS["b24"]


def test_a_reason_of_another_version_makes_no_new_series():
    other = Grown("bus_refusals_total", system="onec", reason="other")

    metrics.refused("onec", "deal:41")

    assert other() == 1
    assert figure("bus_refusals_total", system="onec", reason="deal:41") == 0


async def test_a_reason_of_a_message_becomes_no_reason_of_a_dead_letter():
    async def complete(*_: object, **__: object) -> None:
        return None

    order = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")
    refused = DealRefused(key=order.key, source=order, reason="deal:41")
    mapper = Mapper(SimpleNamespace(complete=complete), SimpleNamespace())

    with pytest.raises(Permanent) as failed:
        await mapper.deal_refused(wrap(refused, source="b24-connector"), refused)

    assert failed.value.reason == "other"
