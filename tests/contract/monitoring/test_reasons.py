"""Reasons of refusals are one closed set, known to who refuses and to who counts."""

from typing import get_args

import pytest

from services.b24_connector.portal.errors import PortalFault, error_of
from services.mapper import metrics
from services.onec_connector.writer.refusal import Reason
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
