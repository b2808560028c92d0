"""The refusal to write an order, client or item to 1C: cause, remedy, reason, and what it waits for."""

from collections.abc import Mapping, Sequence
from typing import Literal

from shared.messages.ring.doubts import Doubt
from shared.messages.things import ListValue

Reason = Literal[
    "organisation",
    "customer",
    "ambiguous_customer",
    "item",
    "agreement",
    "ambiguous_agreement",
    "contract",
    "warehouse",
    "currency",
    "rows",
    "vat",
    "quantity",
    "unit",
    "posting",
    "shipped",
    "marked",
    "gone",
    "doubled",
    "access",
    "request",
    "unanswered",
    "too_long",
    "price_limit",
]

Want = Mapping[str, str]
"""A thing that is waited for: `kind` and what it is found by."""


class OrderRefusal(Exception):  # noqa: N818 - the ring's word for it
    """The order is not written until the cause is gone.

    Args:
        cause: a clause that goes on after «Заказ не создан: », without a full stop.
        remedy: a whole sentence saying what to do; `{itself}` stands for «заказ создастся сам».
        reason: for metrics.
        wants: things whose appearance in 1C is waited for.
        doubts: what a person may decide instead.
    """

    def __init__(
        self,
        cause: str,
        remedy: str,
        *,
        reason: Reason,
        wants: Sequence[Want] = (),
        doubts: Sequence[Doubt] = (),
    ) -> None:
        super().__init__(f"{cause}. {remedy}")
        self.cause = cause
        self.remedy = remedy
        self.reason = reason
        self.wants = tuple(wants)
        self.choices: tuple[ListValue, ...] = ()
        """What the deal's field «Соглашение» must offer, so that the remedy can be followed."""
        self.doubts = tuple(doubts)

    def sentence(self, number: str | None) -> str:
        """Return what the manager reads of an order's refusal; `number` is None where there is no order yet."""
        head = f"Заказ {number} не изменён" if number else "Заказ не создан"
        itself = "заказ изменится сам" if number else "заказ создастся сам"
        return f"{head}: {self.cause}. {self.remedy.replace('{itself}', itself)}"


def no_right() -> OrderRefusal:
    """Return the refusal of a command that our user has no right in 1C to carry out."""
    return OrderRefusal(
        "пользователю обмена в 1С не хватает прав",
        "Попросите администратора 1С выдать права; после этого {itself}.",
        reason="access",
    )


def not_understood(sentence: str) -> OrderRefusal:
    """Return the refusal of a command to 1C that cannot be carried out until a person acts, and say who."""
    return OrderRefusal(sentence.rstrip(". "), "После исправления {itself}.", reason="request")


def too_long() -> OrderRefusal:
    """Return the refusal of an order's edit that cannot be published, as it has more bytes than a message may have."""
    return OrderRefusal(
        "его изменили в 1С, а он слишком велик для обмена",
        "Попросите бухгалтера сократить его состав или разделить на несколько; после этого {itself}.",
        reason="too_long",
    )
