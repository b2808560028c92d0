"""Deals and orders that stand until somebody acts, as people and `dealbus deals` show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.console.standing.reasons import REASONS


@dataclass(frozen=True, slots=True)
class ShownDeal:
    """A deal whose order, or an order whose deal, is refused until the cause is gone.

    Args:
        deal: its id; empty for an order without a deal.
        why: reason of the refusal.
        said: what the manager, or for an order without a deal the administrator, reads.
        since: when it was refused first; None: not known.
        order: GUID; empty for a deal without an order.
        number: of the order, where it is known.
    """

    deal: str
    why: str
    said: str
    since: datetime | None
    order: str = ""
    number: str = ""

    @property
    def key(self) -> str:
        """The key for `dealbus trace` and `dealbus retry`."""
        return f"deal:{self.deal}" if self.deal else f"order:{self.order}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Deals without their order and orders without a deal, the oldest first; of each how many there are in all."""

    deals: Sequence[ShownDeal] = ()
    deals_total: int = 0
    orders: Sequence[ShownDeal] = ()
    orders_total: int = 0


def standing_in(state: Mapping[str, Any]) -> Standing:
    """Read from the mapper's answer what stands."""
    return Standing(_read(state["standing"]), state["standing_total"], _read(state["orders"]), state["orders_total"])


def _read(records: Sequence[Mapping[str, Any]]) -> list[ShownDeal]:
    return [
        ShownDeal(
            deal=one["deal"],
            why=one["why"],
            said=one["said"],
            since=datetime.fromisoformat(one["since"]) if one["since"] else None,
            order=one["order"],
            number=one["number"],
        )
        for one in records
    ]


def told_standing(found: Standing, now: datetime) -> str:
    """Describe for a person what stands: deals with what each manager reads, and orders without a deal."""
    parts = [*_told(found.deals, now), _total("Сделок, чей заказ ждёт", found.deals, found.deals_total)]
    if found.orders:
        parts += [*_told(found.orders, now), _total("Заказов без сделки", found.orders, found.orders_total)]
    if stands := (*found.deals, *found.orders):
        again = f"сразу: dealbus retry {stands[0].key}"
        parts.append(f"Когда причина устранена, обмен передаст их сам в течение часа; {again}.")
    return "\n\n".join(parts)


def _told(records: Sequence[ShownDeal], now: datetime) -> list[str]:
    return [
        f"{_called(one)}{f', {ago(one.since, now)}' if one.since else ''} ({_named(one.why)})\n"
        + "\n".join(f"  {line}" for line in (one.said or "Причина в ленте сделки.").splitlines())
        for one in records
    ]


def _called(one: ShownDeal) -> str:
    return f"Сделка {one.deal}" if one.deal else f"Заказ {one.number or one.order} ({one.key})"


def _total(what: str, shown: Sequence[ShownDeal], total: int) -> str:
    of = f", показаны {len(shown)}, которые ждут дольше всех" if total > len(shown) else ""
    return f"{what}: {max(total, len(shown))}{of}."


def counted(what: str, first: str, shown: Sequence[ShownDeal], total: int, now: datetime) -> list[str]:
    """Describe for `dealbus status` how many stand, why and since when; nothing where none does.

    Args:
        what: stands, in the genitive plural.
        first: one of them, in the gender of its word.
        shown: those that are listed, the oldest first.
        total: of them all.
        now: aware, UTC.
    """
    if not shown:
        return []
    causes = Counter(_named(one.why) for one in shown).most_common()
    named = "; ".join(f"{why}: {count}" for why, count in causes)
    oldest, count = shown[0].since, max(total, len(shown))
    since = f", {first} {ago(oldest, now)}" if oldest else ""
    of = "; по первым " + str(len(shown)) if count > len(shown) else ""
    return [f"{what}: {count} ({named}{of}){since}; подробно: dealbus deals --standing."]


def ago(since: datetime, now: datetime) -> str:
    """Describe for `dealbus status` how long ago something began, in the largest unit that says enough."""
    passed = max(now - since, timedelta(0))
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "только что"
    hours, days = minutes // 60, passed.days
    if days:
        return f"{days} д. назад"
    return f"{hours} ч. назад" if hours else f"{minutes} мин. назад"


def _named(why: str) -> str:
    return REASONS.get(why, why) or "причина в ленте"
