"""The preview of a deal, its order and its stage, in words and JSON; or of an order that has no deal. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.console.preview.afterwards import Afterwards
from services.console.preview.births import order_said
from services.console.preview.rows import row_said
from services.console.simulator.cases import Case, Simulated, stage_named
from services.console.simulator.telling import ahead_said
from services.console.trace.timeline import GROUPS_NAMED
from shared.messages.order import SalesOrder
from shared.process.foreseen import ForeseenOrder, ForeseenQuestion, ForeseenValue, ForeseenWrite, WouldOrder
from shared.rules import Rules
from shared.rules.crossing import order_decision, times_in_work
from shared.russian import capitalised, money

Would = Literal[WouldOrder, "bear", "unborn"]
"""`bear`: an order gets a deal; `unborn`: it has none, and gets none."""
WOULD: Final[Mapping[Would, str]] = {
    "create": "создать заказ",
    "change": "изменить заказ",
    "cancel": "отменить заказ",
    "same": "заказ уже такой",
    "left": "заказ не нужен",
    "later": "сначала правка из 1С",
    "refused": "отказ",
    "bear": "создать сделку",
    "unborn": "сделка не нужна",
}
NOT_OURS: Final = "Такой сделки на портале нет, или её воронка в правилах не названа."


@dataclass(frozen=True, slots=True)
class ForeseenDeal:
    """A deal, and what the exchange would do with it; or an order of 1C that has none.

    Args:
        case: the order it has, and where it stands.
        fact: the deal as it was read; None: there is none, or it is of a foreign pipeline.
        order: what would become of its order; None: none is wanted, and there is none.
        stage: what the figures of the order that it has mean for its stage.
        written: what would be written into the deal from that order; None: it has none.
        after: where the deal would stand once the order, or the deal, is made or changed; None: as by `stage`.
    """

    case: Case
    fact: SalesOrder | None
    order: ForeseenOrder | None
    stage: Simulated | None
    written: ForeseenWrite | None = None
    after: Afterwards | None = None

    @property
    def is_order(self) -> bool:
        """Whether the preview is about an order of 1C that has no deal."""
        return self.case.key.startswith("order:") and self.case.deal is None

    @property
    def named(self) -> str:
        """The title of the previewed deal, or the number of an order without one; empty: neither is known."""
        deal, order = self.case.deal, self.case.order
        if deal is not None and deal.title:
            return f"«{deal.title}»"
        return f"заказ {order.number}" if self.is_order and order else ""

    @property
    def would(self) -> Would:
        """What would be done with the previewed deal or order, in one word."""
        if self.is_order:
            return _would_of_deal(self.written)
        return self.order.would if self.order else "left"

    @property
    def to(self) -> str | None:
        """The id of the stage that the previewed deal would be moved to; None: it stays, or nobody can know."""
        if self.after is not None:
            return self.after.to
        return self.stage.ahead.to if self.stage and self.stage.ahead else None

    @property
    def asks(self) -> tuple[ForeseenQuestion, ...]:
        """What a person would be asked before the exchange goes on with the previewed deal or order."""
        return (*(self.order.asks if self.order else ()), *(self.written.asks if self.written else ()))

    def said(self, rules: Rules) -> tuple[str, ...]:
        """Describe what would become of the previewed deal's order, or of an order without a deal, a line each."""
        if self.is_order:
            return order_said(self.case, self.written, rules)
        if self.fact is None:
            return (NOT_OURS,)
        if self.order is None or self.order.would == "left":
            return (f"{capitalised(WOULD['left'])}: {_unwanted(self.case, self.fact, rules)}.",)
        return (*_head(self.order), *_told(self.order))

    def said_of_deal(self) -> tuple[str, ...]:
        """Describe what would become of the previewed deal itself, a line each."""
        asked = tuple(map(_asked, self.asks))
        if self.is_order:
            return tuple(one for one in (*asked, self.moved()) if one)
        values = _beside(self.written.values) if self.written else ()
        return tuple(one for one in (*asked, self._taken(), *values, self.moved()) if one)

    def _taken(self) -> str:
        if self.written is None or not (self.written.groups or self.written.why):
            return ""
        named = ", ".join(GROUPS_NAMED.get(one, one) for one in self.written.groups)
        why = f"портал не примет: {self.written.why}" if self.written.why else named
        return f"В сделку из 1С: {why}."

    def moved(self) -> str:
        """Describe to which stage the previewed deal would be moved; empty: it has no order, and gets none."""
        if self.after is not None:
            return f"Стадия: {self.after.said}."
        return f"Стадия: сделка {ahead_said(self.case, self.stage)}." if self.stage and self.stage.ahead else ""

    def as_json(self, rules: Rules) -> dict[str, Any]:
        """Return the preview of a deal or an order for other programs."""
        return {
            "key": self.case.key,
            "deal": "" if self.is_order else self.case.key,
            "would": self.would,
            "order": self.order.model_dump(mode="json") if self.order else None,
            "stage": self.stage.as_json() if self.stage else None,
            "to": self.to,
            "asks": [one.model_dump(mode="json") for one in self.asks],
            "written": list(self.written.groups) if self.written else [],
            "birth": self.written.birth.model_dump(mode="json") if self.written and self.written.birth else None,
            "said": [*self.said(rules), *self.said_of_deal()],
        }


def counted_by(found: Sequence[ForeseenDeal]) -> str:
    """Describe how many previewed deals, and orders without one, come to what."""
    deals = [one.would for one in found if not one.is_order]
    orders = [one.would for one in found if one.is_order]
    said = [_counted("Сделок", deals), *([_counted("Заказов без сделки", orders)] if orders else [])]
    return " ".join([*said, "Ничего не изменено."])


def _counted(what: str, found: Sequence[Would]) -> str:
    counts = [(word, sum(one == would for one in found)) for would, word in WOULD.items()]
    named = ", ".join(f"{word}: {count}" for word, count in counts if count)
    return f"{what}: {len(found)}{f' ({named})' if named else ''}."


def _would_of_deal(written: ForeseenWrite | None) -> Would:
    if written is not None and written.why:
        return "refused"
    return "bear" if written is not None and written.birth is not None else "unborn"


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
    return _not_through_work(fact, rules) or f"в {stage} заказ не создаётся"


def _not_through_work(fact: SalesOrder, rules: Rules) -> str:
    """Say why a deal behind its work stage gets no order, and nobody is told; empty: it does not stand there."""
    if fact.stage is None or not fact.history or not rules.is_behind_work(fact.stage):
        return ""
    if times_in_work(fact, rules):
        return "стадию, в которой создаётся заказ, сделка прошла раньше, чем начался обмен (cutoff)"
    return "сделка выиграна и не была в стадии, в которой создаётся заказ"


def _head(order: ForeseenOrder) -> tuple[str, ...]:
    word, number = capitalised(WOULD[order.would]), f" {order.number}" if order.number else ""
    match order.would:
        case "create":
            return (
                f"{word} на {money(order.total, order.currency)}: {_parties(order)}.",
                *(row_said(one, order.currency) for one in order.rows),
            )
        case "change":
            head = f"{word}{number}: {'; '.join(order.changes) or 'название или комментарий'}."
            return (head, *_beside(order.values))
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


def _beside(values: Sequence[ForeseenValue]) -> tuple[str, ...]:
    """Describe what each value of a previewed record is, and what it would be."""
    return tuple(f"  {one.name}: {one.before or 'пусто'} → {one.after or 'пусто'}" for one in values)


def _told(order: ForeseenOrder) -> tuple[str, ...]:
    return tuple(f"  Менеджер прочтёт: {one}" for one in order.told)


def _asked(one: ForeseenQuestion) -> str:
    candidates = ", ".join(f"«{name}»" for name in one.candidates) or "никого похожего"
    return f"  Вопрос человеку ({one.key}): кто это, «{one.name}»? Похожи: {candidates}."
