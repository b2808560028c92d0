"""The form of the stage table of R4–R6: which state and figures of an order mean what for its deal."""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from shared.rules.values import RulesPart, Word

StateName = Literal[
    "ОжидаетсяСогласование",
    "ОжидаетсяАвансДоОбеспечения",
    "ГотовКОбеспечению",
    "ОжидаетсяПредоплатаДоОтгрузки",
    "ОжидаетсяОбеспечение",
    "ГотовКОтгрузке",
    "ОжидаетсяПереходПраваСобственности",
    "ВПроцессеОтгрузки",
    "ОжидаетсяОплатаПослеОтгрузки",
    "ГотовКЗакрытию",
    "Закрыт",
]
"""Value names of the enumeration СостоянияЗаказовКлиентов; captions differ between releases, names do not."""

STATE_CAPTIONS: Mapping[str, str] = {
    "ОжидаетсяСогласование": "Ожидается согласование",
    "ОжидаетсяАвансДоОбеспечения": "Ожидается аванс (до обеспечения)",
    "ГотовКОбеспечению": "Готов к обеспечению",
    "ОжидаетсяПредоплатаДоОтгрузки": "Ожидается предоплата (до отгрузки)",
    "ОжидаетсяОбеспечение": "Ожидается обеспечение",
    "ГотовКОтгрузке": "Готов к отгрузке",
    "ОжидаетсяПереходПраваСобственности": "Ожидается переход права собственности",
    "ВПроцессеОтгрузки": "В процессе отгрузки",
    "ОжидаетсяОплатаПослеОтгрузки": "Ожидается оплата (после отгрузки)",
    "ГотовКЗакрытию": "Готов к закрытию",
    "Закрыт": "Закрыт",
}
"""The same as people read them in 1C."""

LATER_STATES = frozenset({"ОжидаетсяПереходПраваСобственности"})
"""States that tables written for the first release of this bus do not name."""

AFTER_SHIPMENT = frozenset({"ОжидаетсяОплатаПослеОтгрузки", "ГотовКЗакрытию", "Закрыт"})
"""States that mean a shipment: without one, 1C has not recalculated its figures yet."""

Consequence = Literal[
    "withdrawn",
    "stay",
    "provisional",
    "done",
    "shipped",
    "settlement_by_contract",
    "paid",
    "unknown_state",
    "back",
]

Because = Consequence | Literal["emptied", "free"]
"""What decides about a deal: what the line says, or that the figures of its order are 0 for ever."""

CLOSING = frozenset({"ГотовКЗакрытию", "Закрыт"})
"""States that mean that nothing is left to be done."""

Sign = Literal["=", "<", "<=", ">", ">="]
_SIGNS: Mapping[Sign, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARISON = re.compile(r"\s*(?P<sign>=|<=|<|>=|>)\s*(?P<bound>-?\d+(?:\.\d+)?)\s*")


class Comparison(RulesPart):
    """A comparison of a figure with a bound, written `">= 100"`."""

    sign: Sign
    bound: Decimal

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = _COMPARISON.fullmatch(value)
        if match is None:
            raise PydanticCustomError(
                "comparison",
                "это не сравнение",
                {"remedy": 'Напишите знак (=, <, <=, >, >=) и число в кавычках, например "> 0".'},
            )
        return match.groupdict()

    def holds(self, figure: Decimal) -> bool:
        """Tell whether an order's figure satisfies a comparison in the stage table."""
        return _SIGNS[self.sign](figure, self.bound)


class Condition(RulesPart):
    """The conditions of a line of the stage table: all that are named must hold, others do not count.

    Args:
        withdrawn: the order is unposted or marked for deletion.
        has_state: 1C keeps a register row for the order.
        states: one of these.
        known_state: the state is one of these eleven, or the rules file says which one it is like.
        by_order: payments are kept per order.
        paid, shipped: percent.
        paid_enough: paid as far as the setting `paid_means` asks.
        debt: in the order's currency, above 0 when the client owes us.
        only_with: this setting of the rules file is on.
    """

    withdrawn: bool | None = None
    has_state: bool | None = None
    states: tuple[StateName, ...] = ()
    known_state: bool | None = None
    by_order: bool | None = None
    paid: Comparison | None = None
    paid_enough: bool | None = None
    shipped: Comparison | None = None
    debt: Comparison | None = None
    only_with: Literal["paid_before_supply"] | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "Condition":
        if self == Condition.model_construct():
            raise PydanticCustomError(
                "empty_condition",
                "пустое условие",
                {"remedy": "Назовите хотя бы одно условие; «всё остальное» записывается строкой без when."},
            )
        return self


def state_caption(name: str) -> str:
    """Return an order state's name as people read it in 1C; for a newer release's its name in the configuration."""
    return STATE_CAPTIONS.get(name, name)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class StateLine(RulesPart):
    """One line of the stage table.

    Args:
        title: for people only.
        when: any of these; empty: always, which is what the last line must say.
        then: what it means for the deal.
    """

    title: Word | None = None
    when: Annotated[tuple[Condition, ...], BeforeValidator(_listed)] = ()
    then: Consequence
