"""A save that `DataVersion` shows to lie between the bus's look at a record and its write."""

import base64

import pytest

from services.onec_connector.writer.saves_between import came_between


def version(high: int = 0, low: int = 0) -> str:
    return base64.b64encode(high.to_bytes(4) + low.to_bytes(4)).decode()


@pytest.mark.parametrize("half", ["high", "low"])
def test_a_save_between_is_seen_in_whichever_half_a_base_counts(half):
    assert came_between(version(**{half: 5}), {"DataVersion": version(**{half: 7})})
    assert not came_between(version(**{half: 5}), {"DataVersion": version(**{half: 6})})
    assert not came_between(version(), {"DataVersion": version(**{half: 1})})


@pytest.mark.parametrize("after", [version(low=40_000), version(high=3, low=9), "", "7", "not base64!"])
def test_a_version_that_counts_no_record_s_saves_says_nothing(after):
    assert not came_between(version(low=5), {"DataVersion": after})
