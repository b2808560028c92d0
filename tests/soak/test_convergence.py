"""The model for as long as one has patience: seeds that the suite of every change never reaches."""

import pytest

from tests.model.convergence.world import World
from tests.model.test_convergence import (
    ANY,
    CALM_MOVING,
    COMPARING,
    COMPARING_CALMLY,
    DECIDING,
    DECIDING_CALMLY,
    FIRST_TYPED,
    IN_ORDER,
    MOVING,
    STORMY_MOVING,
)

EDITING = [ANY, IN_ORDER, MOVING, CALM_MOVING, STORMY_MOVING, FIRST_TYPED]
DECIDED = [DECIDING, DECIDING_CALMLY, COMPARING, COMPARING_CALMLY]

FIRST, CHUNK, CHUNKS = 100_000, 2_000, 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(FIRST, FIRST + CHUNKS * CHUNK, CHUNK))
@pytest.mark.parametrize("weather", [*EDITING, *DECIDED])
def test_both_sides_agree_and_nothing_is_lost_in_many_more_runs(weather, first):
    failures = {seed: World(seed, weather).run() for seed in range(first, first + CHUNK)}

    assert {seed: failure for seed, failure in failures.items() if failure} == {}
