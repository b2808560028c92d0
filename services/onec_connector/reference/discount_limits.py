"""Finds which of 1C's limits of manual discounts are in force, and what they are for the rows of an order."""

import asyncio
from collections.abc import Collection, Mapping
from decimal import Decimal

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement, client_price, item, standard
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.client_prices import ClientSale
from services.onec_connector.vocabulary.discount_limits import (
    DiscountLimit,
    limit_of_agreement,
    limit_of_user,
    strictest,
)
from services.onec_connector.vocabulary.reference import ref
from shared.process.lookups import WholeLookup

_KEPT_S = 60
_AGREEMENT = (standard.REF, agreement.LIMITED, agreement.LIMIT_PERCENT, agreement.GROUPS)
_SETTINGS = (
    client_price.SETTINGS_OWNER,
    client_price.SETTINGS_LIMITED,
    client_price.SETTINGS_PERCENT,
    client_price.SETTINGS_GROUPS,
)
_GROUPS = (standard.REF, standard.MARKED, standard.DESCRIPTION, client_price.GROUP_ABOVE, client_price.MEMBERS)


class DiscountLimits:
    """Reads limits of manual discounts from 1C; the switches are cached for a minute.

    Args:
        base: of 1C.
        off: functions this base does not have what it takes for.
    """

    def __init__(self, base: Base, off: Collection[Function] = ()) -> None:
        self._base = base
        self._known = not {client_price.LIMITS_KNOWN, client_price.CLIENT_PRICES} & {*off}
        self._switches = WholeLookup(self._load_switches, ttl_s=_KEPT_S)

    async def in_force(self) -> frozenset[str]:
        """Return the switches of 1C that are on and limit manual discounts; none if nothing does."""
        return await self._switches.get() if self._known else frozenset()

    async def lack_manager(self, sale: ClientSale) -> bool:
        """Tell whether 1C limits manual discounts by user, and no user of 1C is named as the seller."""
        return not ref(sale.manager) and client_price.LIMITED_BY_USER in await self.in_force()

    async def of(self, sale: ClientSale, items: Collection[str]) -> Mapping[str, Decimal]:
        """Return each item's largest manual discount in 1C, in percent; an unlimited item is absent."""
        limits = await self._limits(sale, await self.in_force())
        if not limits:
            return {}
        conditions = [f"{standard.REF} eq {guid(one)}" for one in dict.fromkeys(items)]
        rows = await self._base.any_of(item.SET, conditions, (standard.REF, item.PRICE_GROUP))
        groups = {str(row[standard.REF]): ref(row[item.PRICE_GROUP]) for row in rows}
        return {one: strictest(limits, groups.get(one, "")) for one in items}

    async def _limits(self, sale: ClientSale, on: frozenset[str]) -> list[DiscountLimit]:
        found: list[DiscountLimit] = []
        if client_price.LIMITED_BY_AGREEMENT in on and ref(sale.agreement):
            row = await self._base.read(agreement.SET, sale.agreement, _AGREEMENT)
            found += [limit] if row and (limit := limit_of_agreement(row)) else []
        if client_price.LIMITED_BY_USER in on and ref(sale.manager):
            settings, groups = await asyncio.gather(
                self._rows(client_price.USER_SETTINGS, _SETTINGS), self._rows(client_price.USER_GROUPS, _GROUPS)
            )
            found += [limit] if (limit := limit_of_user(sale.manager, settings, groups)) else []
        return found

    async def _rows(self, name: str, select: tuple[str, ...]) -> list[Row]:
        return await self._base.listing(name, Query(select=select, order_by=standard.REF))

    async def _load_switches(self) -> frozenset[str]:
        names = (client_price.MANUAL_DISCOUNTS, client_price.LIMITED_BY_AGREEMENT, client_price.LIMITED_BY_USER)
        values = await asyncio.gather(*(self._base.constant(name) for name in names))
        allowed, *limiting = zip(names, values, strict=True)
        return frozenset(name for name, value in limiting if value and allowed[1])
