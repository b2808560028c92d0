"""More than ten thousand runs of the model, and proof that each part of the rules is needed."""

import pytest

from tests.model.convergence.weather import Part, Weather
from tests.model.convergence.world import World

CHUNK = 500
ANY = Weather()
IN_ORDER = Weather(in_order=True)
MOVING = Weather(moving=0.85)
DEALS_ONLY = Weather(editors="b", crashing=0, shipments=False, takes_back=False)
ORDERS_ONLY = Weather(editors="o", crashing=0, shipments=False, takes_back=False)
FIRST_TYPED = Weather(takes_back=False, shipments=False)
DECIDING = Weather(asserting=0.7)
DECIDING_CALMLY = Weather(asserting=1, crashing=0, shipments=False, takes_back=False)
COMPARING = Weather(asserting=0.9, comparing=0.7)
COMPARING_CALMLY = Weather(asserting=0.9, comparing=0.7, crashing=0, shipments=False)
CALM_MOVING = Weather(moving=1, acting=0.1, crashing=0, in_order=True, repeats=False)
LOSING = Weather(takes_back=False, shipments=False, crashing=0.03)
STORMY_MOVING = Weather(moving=1, acting=0.1, crashing=0.08)
AHEAD = Weather(moving=0.85, ahead=True)


def chunks(weather: Weather, runs: int) -> list[tuple[Weather, int]]:
    return [(weather, first) for first in range(0, runs, CHUNK)]


@pytest.mark.parametrize(
    ("weather", "first"),
    [
        *chunks(ANY, 3000),
        *chunks(IN_ORDER, 2000),
        *chunks(MOVING, 2000),
        *chunks(AHEAD, 1000),
        *chunks(CALM_MOVING, 500),
        *chunks(STORMY_MOVING, 500),
        *chunks(LOSING, 1000),
        *chunks(FIRST_TYPED, 1000),
        *chunks(DEALS_ONLY, 500),
        *chunks(ORDERS_ONLY, 500),
        *chunks(DECIDING, 500),
        *chunks(DECIDING_CALMLY, 500),
        *chunks(COMPARING, 500),
        *chunks(COMPARING_CALMLY, 500),
    ],
)
def test_both_sides_agree_and_nothing_is_lost_whatever_happens_on_the_way(weather: Weather, first: int):
    failures = {seed: World(seed, weather).run() for seed in range(first, first + CHUNK)}

    assert {seed: failure for seed, failure in failures.items() if failure} == {}


@pytest.mark.parametrize("first", [0, 500])
def test_a_save_between_our_read_and_our_write_may_be_lost_but_never_divides_the_sides(first: int):
    failures = {seed: World(seed, Weather(unguarded=True)).run() for seed in range(first, first + CHUNK)}

    assert {seed: failure for seed, failure in failures.items() if failure and "silently lost" not in failure} == {}


@pytest.mark.parametrize(
    ("part", "weather"),
    [
        ("known", ANY),
        ("coming back", ANY),
        ("writing", DEALS_ONLY),
        ("one judge", ANY),
        ("version", DEALS_ONLY),
        ("old numbers when forced", DEALS_ONLY),
        ("waiting for a lost call", ANY),
        ("announcing", STORMY_MOVING),
        ("announced numbers", STORMY_MOVING),
        ("overtaking", DECIDING_CALMLY),
        ("a number for every value", CALM_MOVING),
        ("unheard stages", MOVING),
        ("noting a move", STORMY_MOVING),
        ("adopting", AHEAD),
        ("looking at a newborn", ANY),
        ("hearing what was seen", DECIDING),
        ("the moment of comparing", COMPARING),
        ("numbers of what is sent", LOSING),
    ],
)
def test_the_rules_fail_without(part: Part, weather: Weather):
    seeds = range(5000)

    failed = any(run_without(seed, part, weather) for seed in seeds)

    assert failed, f"{len(seeds)} runs without {part!r} held: the model does not need it, or does not show it"


def run_without(seed: int, part: Part, weather: Weather) -> str | None:
    return World(seed, weather.without_part(part)).run()
