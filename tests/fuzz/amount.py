"""How many inputs a property gets: few with every run of the tests, ten thousand where `FUZZ=long` (`make soak`)."""

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("FUZZ") == "long"
INPUTS = 10_000


def inputs(short: int) -> settings:
    """Return the settings of a property that gets so many inputs in the short form."""
    return settings(
        max_examples=INPUTS if LONG else short,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
