"""Nothing lost, nothing doubled, however often everything dies."""

import pytest

from tests.chaos.killing import every_deal_becomes_one_order


@pytest.mark.timeout(3600)
async def test_every_deal_becomes_one_order_while_every_service_is_killed_again_and_again(peers, tmp_path):
    await every_deal_becomes_one_order(peers, tmp_path, deals=400, rounds=8, patience_s=2400)
