"""Rules for the pipelines of the portal and for what their stages mean."""

from typing import Literal

from shared.messages.things import Stage
from shared.rules.values import RulesPart, Word

Role = Literal["parking", "work", "invoice", "shipped", "paid", "done"]
ROLES: tuple[Role, ...] = ("parking", "work", "invoice", "shipped", "paid", "done")


MAIN_PIPELINE = "0"


class StageNames(RulesPart):
    """Stage names as in rules files of earlier releases; read no longer, sentences use the portal's own names."""

    parking: Word = "Поступил заказ"
    work: Word = "Заказ в работе"
    invoice: Word = "Счет выставлен"
    shipped: Word = "Отгружен"
    paid: Word = "Счет оплачен"
    done: Word = "Отгружен и оплачен"


class PipelineRules(RulesPart):
    """One pipeline: the portal's stage ids by their role.

    Args:
        parking: no effect in 1C (R1).
        work: the order is created (R2).
        invoice: set by people, no effect (R3).
        shipped, paid, done: set by the bus (R4, R5, R6).
        later: other stages behind `work` that the customer added; set by people, left by the bus too (R4–R6).
        lost: stages of lost deals, beside those which the portal itself marks as lost.
    """

    name: str = ""
    parking: Word
    work: Word
    invoice: Word
    shipped: Word
    paid: Word
    done: Word
    later: tuple[Word, ...] = ()
    lost: tuple[Word, ...] = ()

    def stage(self, role: Role) -> str:
        """Return the id of the stage that has this role by the pipeline's rules."""
        return str(getattr(self, role))

    def is_lost(self, stage: Stage) -> bool:
        """Tell whether the portal, or the pipeline's rules, call a deal in this stage lost."""
        return stage.semantic == "F" or stage.id in self.lost

    @property
    def named(self) -> tuple[str, ...]:
        """Every stage that has a role by the pipeline's rules."""
        return (*(self.stage(role) for role in ROLES), *self.later, *self.lost)

    def is_behind_work(self, stage: Stage) -> bool:
        """Tell whether a stage comes after the pipeline's `work`: the history says when a deal was in `work` (R2).

        The portal's success stage does, whether or not it has a role; of other stages without one nobody knows.
        """
        if stage.id in {self.parking, self.work} or self.is_lost(stage):
            return False
        return stage.semantic == "S" or self.has_role_behind_work(stage)

    def has_role_behind_work(self, stage: Stage) -> bool:
        """Tell whether the pipeline's rules themselves name a stage as one after `work`."""
        return stage.id in {self.invoice, self.shipped, self.paid, self.done, *self.later}
