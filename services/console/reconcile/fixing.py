"""`dealbus reconcile --fix b24|onec`: lets one side's values stand where a reconciliation found differences."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.messages.ring.facts import (
    CompanyTouched,
    ContactTouched,
    DealTouched,
    ItemTouched,
    OrderTouched,
    PartnerTouched,
    PersonTouched,
    PriceTouched,
    ProductTouched,
    Touched,
)
from shared.messages.things import Ref, System

RETOLD = "figure"
"""What 1C alone says: it is told again, whichever side is named."""
STAGE, SUM = "stage", "sum"
_FROM_ALONE: Final[Mapping[str, System]] = {STAGE: "onec", SUM: "onec", "withdrawn": "b24", "invoice": "b24"}
"""What only one side can be right about: stage and amount follow from 1C's, a deal at work wants its order posted.

Invoices are issued in the portal, and the order names them.
"""

TELLERS: Final[Mapping[System, Mapping[str, tuple[str, type[Touched]]]]] = {
    "b24": {
        "companies": ("company", CompanyTouched),
        "contacts": ("contact", ContactTouched),
        "private": ("contact", CompanyTouched),
        "items": ("product", ProductTouched),
    },
    "onec": {
        "companies": ("partner", PartnerTouched),
        "contacts": ("contact_person", PersonTouched),
        "private": ("partner", PartnerTouched),
        "items": ("item", ItemTouched),
        "prices": ("price", PriceTouched),
    },
}
"""How each side tells its records of a directory."""

_PARTIES: Final = frozenset({"companies", "contacts", "private"})
_BETWEEN: Final[Mapping[str, str]] = {"requisites": r"[;,] ", "addresses": "; ", "banks": ", ", "name": r"\s+"}
"""What stands between the parts of a group that are written one by one; a company's name is a whole."""
_CATALOGUE: Final = frozenset({"items", "prices"})
"""What 1C tells anew by an equal number; of what nobody edits in the portal nothing is decided there."""

_NAMED: Final = ("client", "contact", "manager")
"""Who stands in a deal and in its order: where one of the two names nobody, there is nobody to put into the other."""
_NOTHING: Final = frozenset({"", "нет"})

_ONE_WAY: Final[Mapping[System, str]] = {
    "b24": "Не всё переносится из портала: то, чего в нём нет, и то, что правила переносят только из 1С (цены, коды), "
    "исправьте в 1С или возьмите --fix onec.",
    "onec": "Не всё переносится из 1С: то, чего в ней нет, и то, что правила переносят только из портала, исправьте "
    "в портале или возьмите --fix b24.",
}

_TWO: Final = (
    "Из двух заказов одной сделки или двух сделок одного заказа лишнее выбирает человек: закройте или пометьте его."
)
_SUM: Final = (
    "Сумма, введённая в сделке руками, не переносится: верните сделке сумму по строкам, исправьте строки или возьмите "
    "--fix onec."
)
_EMPTY: Final = "Пустое значение в карточке клиента ничего не стирает: уберите лишнее на другой стороне сами."
_NOBODY: Final = (
    "Пустого клиента, ответственного и контактного лица обмен не переносит: назовите их или уберите на другой стороне."
)
_UNREAD: Final = "Нечитаемую запись обмен не переносит: исправьте поле, которое назовёт журнал коннектора."
_UNDATED: Final = (
    "Часть расхождений нашла прежняя версия, и в них не записано, когда стороны сравнили: сверьте ещё раз, без --last."
)
_BY_HAND: Final[Mapping[str, Mapping[System, str]]] = {
    "no_order": {
        "b24": "Удалённый заказ обмен не создаёт заново: восстановите его в 1С или заведите новую сделку.",
        "onec": "Сделку без заказа обмен не закрывает: закройте её в портале, если заказа не будет.",
    },
    "no_deal": {
        "b24": "Заказ, у которого больше нет сделки, снимите с проведения в 1С.",
        "onec": "Удалённую сделку обмен не создаёт заново: восстановите её в портале или заведите новую.",
    },
    "withdrawn": {
        "onec": "Сделку, заказ которой снят с проведения, обмен не закрывает: закройте её в портале.",
    },
    "invoice": {
        "onec": "Счёт выставляют в портале, заказ его только называет: исправьте счёт там или возьмите --fix b24.",
    },
    "not_withdrawn": {
        "b24": "Заказ проигранной или удалённой сделки снимите с проведения в 1С.",
        "onec": "Проигранную сделку обмен в работу не возвращает: верните её в портале.",
    },
    STAGE: {
        "b24": "Стадию, которую сделке поставили вопреки оплате и отгрузке, в 1С перенести некуда: поставьте ту, что "
        "следует из них, или возьмите --fix onec.",
    },
    "ahead": {
        "b24": "Стадию, до которой оплата и отгрузка не дошли, ставит назад менеджер: назад обмен не двигает.",
        "onec": "Стадию, до которой оплата и отгрузка не дошли, ставит назад менеджер: назад обмен не двигает.",
    },
    "second_order": {"b24": _TWO, "onec": _TWO},
    "second_deal": {"b24": _TWO, "onec": _TWO},
    "sum": {"b24": _SUM, "onec": _SUM},
    "unread": {"b24": _UNREAD, "onec": _UNREAD},
    **{what: {"b24": _NOBODY, "onec": _NOBODY} for what in _NAMED},
}
"""What no side can settle: whose turn it is, where that side is named as the right one."""

Shown = Mapping[str, Any]


def touches(differences: Sequence[Shown], side: System) -> list[Touched]:
    """Return the hints that fix differences: a side's values, published as if a person had just set them. Pure.

    Args:
        differences: as the reconciler tells them; those apart, and those of an older release, are left alone.
        side: the one that is right.
    """
    pairs: dict[str, list[Shown]] = defaultdict(list)
    alone: list[Touched] = []
    for one in differences:
        if one["apart"] or one["subject"] != "deals" or _is_undated(one, side):
            continue
        if (hint := _of_one_record(one, side)) is not None:
            alone.append(hint)
        elif one["deal_id"] and one["order_id"]:
            pairs[one["key"]].append(one)
    of_pairs = [hint for pair in pairs.values() for hint in _of_pair(pair, side)]
    return of_pairs + alone + _of_directories(differences, side)


def _of_one_record(one: Shown, side: System) -> Touched | None:
    """Return the fixing hint that says that a deal or order is there, or is gone; None: no hint of this side does."""
    deal = Ref(system="b24", kind="deal", id=one["deal_id"]) if one["deal_id"] else None
    order = Ref(system="onec", kind="order", id=one["order_id"]) if one["order_id"] else None
    match one["what"], side:
        case ("no_order", "b24") if deal and not order:
            return DealTouched(ref=deal, force=True)
        case ("no_deal", "onec") if order and not deal:
            return OrderTouched(ref=order, force=True)
        case ("no_deal", "b24") if deal:
            return DealTouched(ref=deal, force=True, gone=True)
        case ("not_withdrawn", "b24") if deal:
            return DealTouched(ref=deal, force=True)
    return None


def refusals(differences: Sequence[Shown], side: System) -> list[str]:
    """Say why `--fix` does not carry some differences over from this side, and who ends them how (pure)."""
    one_way = [_ONE_WAY[side] for one in differences if side not in one["sides"] and not one["apart"]]
    people = [_BY_HAND[one["what"]][side] for one in by_hand(differences, side) if one["what"] in _BY_HAND]
    empty = [_EMPTY for one in differences if not one["apart"] and one["group"] and _adds_nothing(one, side)]
    older = [_UNDATED for one in differences if side in one["sides"] and not one["apart"] and _is_undated(one, side)]
    return list(dict.fromkeys([*one_way, *people, *empty, *older]))


def _is_decided(one: Shown, side: System) -> bool:
    """Tell whether naming a side decides against what the other has; what 1C alone says is only told again."""
    other: System = "onec" if side == "b24" else "b24"
    if one["what"] in _FROM_ALONE and side != _FROM_ALONE[one["what"]]:
        return False
    is_alone = one["subject"] in _CATALOGUE and not one["edited"].get(other, 0) and other not in one["sides"]
    names_nobody = one["what"] in _NAMED and _values(one, side)[0] in _NOTHING
    return bool(one["group"]) and not is_alone and not names_nobody


def _is_undated(one: Shown, side: System) -> bool:
    """Tell whether an older release has kept a difference without the moment that fixing it must name."""
    return _is_decided(one, side) and not one["compared_at"]


def _adds_nothing(one: Shown, side: System) -> bool:
    """Tell whether a side's value of a client adds nothing to the other side's: an empty one clears nothing there."""
    if one["subject"] not in _PARTIES:
        return False
    here, there = _values(one, side)
    if here in _NOTHING:
        return True
    between = _BETWEEN.get(one["group"]) if one["subject"] != "companies" or one["group"] != "name" else None
    return between is not None and {*re.split(between, here)} < {*re.split(between, there)}


def _values(one: Shown, side: System) -> tuple[str, str]:
    """Return a difference's value on the side named, and that on the other."""
    return (one["in_deal"], one["in_order"]) if side == "b24" else (one["in_order"], one["in_deal"])


def _of_directories(differences: Sequence[Shown], side: System) -> list[Touched]:
    """Return the hints that fix differences of clients, items and prices, by the side that edits or was named."""
    records: dict[tuple[str, str], list[Shown]] = {}
    for one in differences:
        subject, identity = one["subject"], one["deal_id" if side == "b24" else "order_id"]
        if subject == "deals" or one["apart"] or side not in one["sides"] or not identity or _is_undated(one, side):
            continue
        decided = records.setdefault((subject, identity), [])
        if _is_decided(one, side):
            decided.append(one)
    return [_hint(side, subject, identity, decided) for (subject, identity), decided in records.items()]


def _hint(side: System, subject: str, identity: str, decided: Sequence[Shown]) -> Touched:
    kind, hint = TELLERS[side][subject]
    ref = Ref(system=side, kind=kind, id=identity)
    return hint(ref=ref, force=True, asserted=_asserted(decided, side), compared_at=_compared_at(decided))


def _asserted(decided: Sequence[Shown], side: System) -> dict[str, int]:
    """Return the numbers of the other side's edits, by field group, that whoever names a side to `--fix` has seen."""
    other: System = "onec" if side == "b24" else "b24"
    return {one["group"]: one["edited"].get(other, 0) for one in decided}


def _compared_at(decided: Sequence[Shown]) -> int:
    return min((one["compared_at"] for one in decided), default=0)


def by_hand(differences: Sequence[Shown], side: System) -> list[Shown]:
    """Return the differences that people settle by hand, whatever a side sends: records gone, sums typed over.

    A sum that nobody has typed follows its rows, and a stage the figures that are told again.
    """
    settled = {(SUM, one["key"]) for one in differences if one["group"] == "rows" and one["what"] != SUM}
    settled |= {(STAGE, one["key"]) for one in differences if one["what"] == RETOLD}
    deals = [one for one in differences if not one["apart"] and one["subject"] == "deals"]
    left = [one for one in deals if not (_is_decided(one, side) or one["what"] == RETOLD or _of_one_record(one, side))]
    return [one for one in left if (one["what"], one["key"]) not in settled or _is_typed(one)]


def _is_typed(one: Shown) -> bool:
    """Tell whether a difference is an amount that a person has typed over a deal's rows: it does not follow them."""
    return one["what"] == SUM and bool(one["group"])


async def fix(settings: ConsoleSettings, hints: Sequence[Touched]) -> None:
    """Publish the hints that fix the differences of a reconciliation.

    Raises:
        Retryable: the broker is away; nothing or a part was sent, and it may be sent again.
    """
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        await bus.publish(*hints)


def _of_pair(pair: Sequence[Shown], side: System) -> list[Touched]:
    deal = Ref(system="b24", kind="deal", id=pair[0]["deal_id"])
    order = Ref(system="onec", kind="order", id=pair[0]["order_id"])
    decided = [one for one in pair if _is_decided(one, side)]
    asserted, compared_at = _asserted(decided, side), _compared_at(decided)
    hints: list[Touched] = []
    if asserted and side == "b24":
        hints.append(DealTouched(ref=deal, force=True, asserted=asserted, compared_at=compared_at))
    if asserted and side == "onec":
        hints.append(OrderTouched(ref=order, force=True, asserted=asserted, compared_at=compared_at))
    elif any(one["what"] == RETOLD for one in pair):
        hints.append(OrderTouched(ref=order, force=True))
    return hints
