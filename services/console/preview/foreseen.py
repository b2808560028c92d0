"""What would become of a deal: its order in 1C, and the stage it would be moved to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.console.simulator.cases import Case, Simulated, stage_named
from services.console.simulator.telling import ahead_said
from services.console.timeline import GROUPS_NAMED
from shared.messages.order import SalesOrder
from shared.process.foreseen import ForeseenOrder, ForeseenRow, ForeseenWrite, WouldOrder
from shared.rules import Rules
from shared.rules.crossing import order_decision
from shared.russian import money

WOULD: Final[Mapping[WouldOrder, str]] = {
    "create": "создать заказ",
    "change": "изменить заказ",
    "cancel": "отменить заказ",
    "same": "заказ уже такой",
    "left": "заказ не нужен",
    "later": "сначала правка из 1С",
    "refused": "отказ",
}
NOT_OURS: Final = "Такой сделки на портале нет, или её воронка в правилах не названа."


@dataclass(frozen=True, slots=True)
class ForeseenDeal:
    """A deal, and what would be done with it.

    Args:
        case: the order it has, and where it stands.
        fact: the deal as it was read; None: there is none, or it is of a foreign pipeline.
        order: what would become of its order; None: none is wanted, and there is none.
        stage: what the figures of the order that it has mean for its stage.
        written: what would be written into the deal from that order; None: it has none.
    """

    case: Case
    fact: SalesOrder | None
    order: ForeseenOrder | None
    stage: Simulated | None
    written: ForeseenWrite | None = None

    @property
    def would(self) -> WouldOrder:
        """What would be done with the order, in one word."""
        return self.order.would if self.order else "left"

    def said(self, rules: Rules) -> tuple[str, ...]:
        """Say what would become of the order, a line a thing."""
        if self.fact is None:
            return (NOT_OURS,)
        if self.order is None or self.order.would == "left":
            return (f"{_begun(WOULD['left'])}: {_unwanted(self.case, self.fact, rules)}.",)
        return (*_head(self.order), *_told(self.order))

    def said_of_deal(self) -> tuple[str, ...]:
        """Say what would become of the deal itself, a line a thing."""
        return tuple(one for one in (self._taken(), self.moved()) if one)

    def _taken(self) -> str:
        if self.written is None or not (self.written.groups or self.written.why):
            return ""
        named = ", ".join(GROUPS_NAMED.get(one, one) for one in self.written.groups)
        why = f"портал не примет: {self.written.why}" if self.written.why else named
        return f"В сделку из 1С: {why}."

    def moved(self) -> str:
        """Say where the deal goes; empty: it has no order yet that could move it."""
        return f"Стадия: сделка {ahead_said(self.case, self.stage)}." if self.stage and self.stage.ahead else ""

    def as_json(self, rules: Rules) -> dict[str, Any]:
        """Write it for other programs."""
        return {
            "deal": self.case.key,
            "would": self.would,
            "order": self.order.model_dump(mode="json") if self.order else None,
            "stage": self.stage.as_json() if self.stage else None,
            "written": list(self.written.groups) if self.written else [],
            "said": [*self.said(rules), *self.said_of_deal()],
        }


def counted_by(found: Sequence[ForeseenDeal]) -> str:
    """Say how many deals come to what."""
    counts = [(word, sum(one.would == would for one in found)) for would, word in WOULD.items()]
    named = ", ".join(f"{word}: {count}" for word, count in counts if count)
    return f"Сделок: {len(found)}{f' ({named})' if named else ''}. Ничего не изменено."


def _unwanted(case: Case, fact: SalesOrder, rules: Rules) -> str:
    decision = order_decision(fact, rules)
    stage = stage_named(fact.stage.id, case, rules) if fact.stage else ""
    if decision is None or decision.wanted == "cancelled":
        return "сделка проиграна или удалена, а заказа у неё нет"
    if decision.wanted == "hold":
        return f"сделка стоит в {stage}"
    if fact.dated is None or fact.dated < rules.cutoff:
        return "сделка создана раньше, чем начался обмен (cutoff)"
    if decision.jumped:
        return f"сделка в {stage} миновала стадию, в которой создаётся заказ; менеджеру это сказано один раз"
    return f"в {stage} заказ не создаётся"


def _head(order: ForeseenOrder) -> tuple[str, ...]:
    word, number = _begun(WOULD[order.would]), f" {order.number}" if order.number else ""
    match order.would:
        case "create":
            return (
                f"{word} на {money(order.total, order.currency)}: {_parties(order)}.",
                *(_row(one, order.currency) for one in order.rows),
            )
        case "change":
            return (f"{word}{number}: {'; '.join(order.changes) or 'название или комментарий'}.",)
        case "refused" | "later":
            return (f"{word}. {order.why}",)
        case "same":
            return (f"Заказ{number} уже такой.",)
        case _:
            return (f"{word}{number}.",)


def _parties(order: ForeseenOrder) -> str:
    new = " (будет создан)" if order.new_client else ""
    named = (
        ("организация", order.organisation),
        ("соглашение", order.agreement),
        ("склад", order.warehouse),
        ("менеджер", order.manager),
    )
    return ", ".join([f"клиент «{order.client}»{new}", *(f"{word} «{name}»" for word, name in named if name)])


def _row(row: ForeseenRow, currency: str) -> str:
    new = ", товар будет заведён" if row.new else ""
    return f"  {row.name}: {f'{row.quantity.normalize():f}'.replace('.', ',')} на {money(row.total, currency)}{new}"


def _told(order: ForeseenOrder) -> tuple[str, ...]:
    return tuple(f"  Менеджер прочтёт: {one}" for one in order.told)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
