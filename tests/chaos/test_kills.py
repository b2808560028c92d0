"""Nothing lost, nothing doubled, whatever dies in the middle."""

import pytest

from tests.chaos.killing import every_deal_becomes_one_order


@pytest.mark.timeout(600)
async def test_every_deal_becomes_one_order_while_every_service_is_killed(peers, tmp_path):
    await every_deal_becomes_one_order(peers, tmp_path, deals=40, rounds=1, patience_s=240)
