"""An order for the simulator whose state and figures a person typed (`rules explain --state`). Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from services.console.simulator.cases import Case
from shared.messages.order import SalesOrder
from shared.messages.things import OrderState
from shared.process.survey import SeenDeal
from shared.rules import Rules
from shared.rules.candidates import candidates, closest
from shared.rules.pipelines import MAIN_PIPELINE
from shared.rules.states import STATE_CAPTIONS

FULL = Decimal(100)
_STAGE_ID = re.compile(r"(?:C\d+:)?\w+", re.ASCII)


class GivenError(Exception):
    """An order typed for the simulator is impossible; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """The state and figures that a person typed for the simulator.

    Args:
        state: as people read it in 1C, or its name in the configuration.
        paid, shipped: percent.
        by_contract: 1C keeps no payment for a single order.
        posted: the order is.
        stage: id of the stage the deal stands in; empty: nobody has said.
    """

    state: str
    paid: Decimal = Decimal(0)
    shipped: Decimal = Decimal(0)
    by_contract: bool = False
    posted: bool = True
    stage: str = ""

    def case(self) -> Case:
        """Return the typed order as a case, of 100 in all: what is shipped and not paid is owed.

        Raises:
            GivenError: 1C has no such state.
        """
        paid, shipped = (Decimal(0), Decimal(0)) if self.by_contract else (self.paid, self.shipped)
        state = OrderState(
            name=state_called(self.state),
            paid_percent=paid,
            shipped_percent=shipped,
            debt=max(shipped - paid, Decimal(0)),
            by_order=not self.by_contract,
        )
        order = SalesOrder(posted=self.posted, state=state, total=FULL, currency="RUB")
        return Case("", order, self._deal() if self.stage else None)

    def expect_stage(self, rules: Rules) -> None:
        """Check that the typed stage may be one of the portal: of a pipeline of the rules they have to name it.

        Raises:
            GivenError: it is a name, or the rules do not name it in its pipeline.
        """
        named = rules.pipelines.get(self._pipeline)
        if (
            not self.stage
            or (named is None and _STAGE_ID.fullmatch(self.stage))
            or (named and self.stage in named.named)
        ):
            return
        known = [stage for one in rules.pipelines.values() for stage in one.named]
        raise GivenError(f"Стадии «{self.stage}» в правилах нет; {candidates(self.stage, known)}. Назовите её id.")

    @property
    def _pipeline(self) -> str:
        known, _, _ = self.stage.partition(":")
        return known.removeprefix("C") if ":" in self.stage else MAIN_PIPELINE

    def _deal(self) -> SeenDeal:
        return SeenDeal(id="", pipeline=self._pipeline, stage=self.stage, manual_stage=self.stage)


def state_called(words: str) -> str:
    """Return the name of a 1C state as typed for the simulator; one that resembles no known state is a newer release's.

    Raises:
        GivenError: it is like one that there is, and not that.
    """
    folded = {_folded(spelt): name for name, caption in STATE_CAPTIONS.items() for spelt in (name, caption)}
    if (known := folded.get(_folded(words))) is not None:
        return known
    captions = STATE_CAPTIONS.values()
    if closest(words, captions) is not None:
        raise GivenError(f"Состояния «{words}» в 1С нет; {candidates(words, captions)}.")
    return words


def _folded(words: str) -> str:
    return "".join(one for one in words.casefold().replace("ё", "е") if one.isalnum())
