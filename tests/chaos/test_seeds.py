"""Nothing lost, nothing doubled, nothing overwritten in silence, whoever edits what while whatever breaks."""

import pytest

from sandbox.people.control import Control
from sandbox.stack import StackPlan, running_stack
from tests.chaos.seeds import QUICK, Play

SEEDS = (1, 2, 3, 4, 5)


@pytest.mark.timeout(600)
async def test_both_sides_agree_after_what_people_and_faults_did(peers, tmp_path):
    async with running_stack(tmp_path, StackPlan(environment=QUICK), peers) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            outcome = await Play(stack, portal, base, tmp_path / "seeds.log").run(*SEEDS, deeds=12, strikes=6)

    assert outcome.complaints == []
