"""Words the answers of `rules explain`, the simulator, in Russian. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from services.console.simulator.cases import Case, Simulated, stage_named
from shared.messages.order import SalesOrder
from shared.rules.figures import percent, state_name
from shared.rules.pipelines import Role, StageNames
from shared.rules.stages import state_of
from shared.rules.states import Because
from shared.russian import capitalised, counted, money

_STAYS: Final[dict[Because, str]] = {
    "withdrawn": "не двигать, сообщить один раз: заказ не проведён или помечен на удаление",
    "stay": "не двигать",
    "provisional": "подождать: 1С ещё пересчитывает оплату и отгрузку",
    "settlement_by_contract": "не двигать, сообщить один раз: оплату отдельного заказа 1С не ведёт",
    "unknown_state": "не двигать, сообщить один раз и назвать состояние",
    "emptied": "не двигать, сообщить один раз: ничего не отгружено",
}
_OVERDUE: Final = "не двигать, сообщить один раз: отгрузки в 1С нет дольше пяти минут"
_OVERRULED: Final[dict[Because, str]] = {
    "unknown_state": "велит вернуть сделку, но такого состояния правила не называют",
    "provisional": "велит вернуть сделку, но оплата есть, а отгрузку 1С ещё не пересчитала",
    "emptied": "велит смотреть на отгрузку, но все строки заказа отменены",
    "free": "велит смотреть на отгрузку, но заказ на 0, и процентов у него не бывает",
}


def told(case: Case, found: Sequence[Simulated]) -> str:
    """Describe for `rules explain` which line of each rules file decides about an order, and where its deal goes.

    Args:
        case: with its order, or without.
        found: by today's rules, and behind them by edited ones; empty: the case has no order.
    """
    if case.order is None or not found:
        return f"{case.key}: проведённого заказа в 1С нет, двигать нечего. Что будет со сделкой: dealbus preview."
    here = found[0]
    lines = [_head(case, case.order), f"  {capitalised(_line(case, here))}."]
    if case.deal is not None:
        lines.append(f"  Сделка стоит в {_stands(case, here)}: {ahead_said(case, here)}.")
    for other in found[1:]:
        same = "" if other.outcome != here.outcome else "; выйдет то же самое"
        lines.append(f"  По {other.file.name}: {_line(case, other)}{same}.")
        if case.deal is not None and not same:
            lines.append(f"  По {other.file.name} сделка {ahead_said(case, other)}.")
    return "\n".join(lines)


def as_json(case: Case, found: Sequence[Simulated]) -> dict[str, Any]:
    """Return the simulator's answer about one order for other programs."""
    order, deal = case.order, case.deal
    return {
        "key": case.key,
        "deal": deal.model_dump(exclude={"names"}) if deal else None,
        "order": order.ref.id if order and order.ref else None,
        "number": order.number if order else None,
        "state": order.state.model_dump(mode="json") if order and order.state else None,
        "found": [one.as_json() for one in found],
        "differs": len({one.outcome for one in found}) > 1,
    }


def told_all(looked: int, different: int, edited: str) -> str:
    """Describe for `rules explain` how many orders an edited rules file would treat otherwise."""
    orders = counted(looked, "Просмотрен {n} связанный заказ", "Просмотрено {n} связанных заказа",
                     "Просмотрено {n} связанных заказов")  # fmt: skip
    if not different:
        return f"{orders}: по {edited} со всеми вышло бы то же, что сейчас."
    return f"{orders}: по {edited} вышло бы иначе с {different}."


def _head(case: Case, order: SalesOrder) -> str:
    state = state_of(order)
    deal = f" «{case.deal.title}»" if case.deal and case.deal.title else ""
    name = f"{case.key}{deal}, заказ {order.number}" if case.key else "Заказ"
    figures = [f"оплачено {_percent(order, 'paid')} %", f"отгружено {_percent(order, 'shipped')} %"]
    if state.debt > 0:
        figures.append(f"долг {money(state.debt, order.currency)}" if case.key else "есть долг")
    if not state.by_order:
        figures.append("расчёты по договору")
    return f"{name}: «{state_name(order) or 'без состояния'}», {', '.join(figures)}"


def _percent(order: SalesOrder, which: str) -> str:
    state = state_of(order)
    return percent(state.paid_percent if which == "paid" else state.shipped_percent).replace(".", ",")


def _line(case: Case, one: Simulated) -> str:
    explained, decision = one.explained, one.explained.decision
    title = f" «{explained.title}»" if explained.title else ""
    place = one.file.lines.get(explained.line)
    where = f" (строка {place} файла)" if place else ""
    said = f"строка {explained.line} таблицы состояний{title}{where}"
    if explained.then != decision.because and decision.because in _OVERRULED:
        said += f" {_OVERRULED[decision.because]}"
    return f"{said}: {_then(case, one)}"


def _then(case: Case, one: Simulated) -> str:
    decision = one.explained.decision
    if decision.role is not None:
        return f"передвинуть сделку в {_role_named(case, one, decision.role)}"
    if decision.action == "back":
        return "вернуть сделку, если её ведёт обмен"
    return _OVERDUE if decision.because == "provisional" and decision.told else _STAYS[decision.because]


def _role_named(case: Case, one: Simulated, role: Role) -> str:
    pipeline = one.file.rules.pipelines.get(case.deal.pipeline) if case.deal else None
    if pipeline is not None:
        return stage_named(pipeline.stage(role), case, one.file.rules)
    return f"«{getattr(StageNames(), role)}»"


def _stands(case: Case, one: Simulated) -> str:
    deal = case.deal
    assert deal is not None  # noqa: S101 - the caller has looked
    who = "её ведёт обмен" if deal.by_bus else "её поставил сотрудник"
    return f"{stage_named(deal.stage, case, one.file.rules)}, {who}"


def ahead_said(case: Case, one: Simulated) -> str:
    """Say for `rules explain` what happens to a deal whose stage is known: «будет передвинута в «Отгружен»»."""
    deal, ahead = case.deal, one.ahead
    assert deal is not None  # noqa: S101 - the caller has looked
    assert ahead is not None  # noqa: S101 - it comes with the deal
    if not ahead.is_ours:
        return "останется, её воронки в правилах нет"
    if ahead.to is not None:
        return f"будет передвинута в {stage_named(ahead.to, case, one.file.rules)}"
    if ahead.wanted == deal.stage:
        return "останется, она уже там" if deal.by_bus else "останется, она уже там, и дальше её ведёт обмен"
    if ahead.is_against:
        return "останется, где её поставил сотрудник, ему это сказано один раз"
    if ahead.is_lost and one.explained.decision.told:
        return "останется, она проиграна, и в ней об этом ничего не пишется"
    return "останется"
