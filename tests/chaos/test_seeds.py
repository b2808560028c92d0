"""Nothing lost, nothing doubled, nothing overwritten in silence, whoever edits what while whatever breaks."""

import pytest

from sandbox.people.control import Control
from tests.betrayed import betrayed, produced_by, secrets_of, tap
from tests.chaos.network import networked_stack
from tests.chaos.seeds import Play

SEEDS = (9, 1, 2, 3, 4)
"""The faults are those of the first: a way cut, a service frozen, one that dies at a step, a portal that fails."""


@pytest.mark.timeout(600)
async def test_both_sides_agree_after_what_people_and_faults_did(peers, tmp_path):
    async with networked_stack(tmp_path, peers, ["products"]) as (stack, network):
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            play = Play(stack, network, portal, base, tmp_path / "seeds.log")
            play.company.directories = ()  # a create in doubt there takes two minutes, which `make chaos` has
            await tap(stack.addresses()["amqp_url"])
            outcome = await play.run(*SEEDS, deeds=12, strikes=5, longest_s=8)
            produced = await produced_by(stack) | play.written()
        told = betrayed(secrets_of(stack), produced)

    assert outcome.complaints == []
    assert told == []
