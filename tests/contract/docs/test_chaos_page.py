"""docs/reliability.md counts the steps, broken connections and faults that the suite has."""

import re

from tests.chaos.breaking.ways import BROKEN_WAYS
from tests.chaos.faults import ANY, DEATHS, STRIKES, WAYS
from tests.chaos.steps import every_step
from tests.contract.docs.tables import text_of

PAGE = re.sub(r"\s+", " ", text_of("docs/reliability.md"))
NUMBERS = {1: "one", 3: "three", 7: "seven"}


def test_the_page_counts_steps_and_connections() -> None:
    assert re.findall(r"each of the (\d+) steps and each of the (\d+) broken connections", PAGE) == [
        (str(len(every_step())), str(len(BROKEN_WAYS)))
    ]


def test_the_page_counts_the_faults_of_a_seed() -> None:
    deaths, broken, others = NUMBERS[DEATHS], NUMBERS[WAYS], NUMBERS[ANY]

    assert (
        f"A seed has {NUMBERS[STRIKES]} of these: {deaths} deaths at a step, {broken} broken connection, "
        f"{others} of any other kind."
    ) in PAGE
