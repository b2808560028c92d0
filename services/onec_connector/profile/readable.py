"""Asks each 1C set that the rules need for one record: `$metadata` shows what is published, not what may be read."""

import asyncio
from collections.abc import Collection
from typing import Final

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.query import Query
from services.onec_connector.objects import (
    additional,
    bank_account,
    characteristic,
    client_price,
    contact,
    item,
    item_kind,
    price,
    standard,
    versions,
)
from services.onec_connector.objects.declared import Function
from services.onec_connector.profile.required import OBJECTS
from shared.bus.errors import Permanent
from shared.rules import Rules

_CONSTANTS: Final = "Constant_"


def unused(rules: Rules) -> frozenset[Function]:
    """Return the functions of the bus that these rules never ask of 1C."""
    directory, mode = rules.directory, rules.prices.mode
    priced = directory.products.enabled or directory.prices.enabled
    kinds = rules.items.enabled or directory.prices.enabled or mode != "b24"
    has_additional = any(row.additional for row in rules.fields.values())
    return frozenset(
        {
            *(() if directory.products.enabled else (item.DATED_RATES, characteristic.KEYED)),
            *(() if directory.prices.enabled else price.FUNCTIONS - price.REGISTERS),
            *(() if priced else price.REGISTERS),
            *(() if directory.companies.enabled else (contact.DIRECTORY, bank_account.BANKS)),
            *(() if kinds else (item_kind.NEW_ITEMS,)),
            *(() if mode != "b24" else client_price.FUNCTIONS),
            *(() if mode == "b24-within" else (client_price.LIMITS_KNOWN,)),
            *(() if has_additional else (additional.REQUISITES,)),
            versions.KEPT,  # told with its cost, by `check_changes`
        }
    )


async def ask_each(base: Base, rules: Rules, off: Collection[Function] = ()) -> None:
    """Read one record of each published 1C set that the bus needs; `base.rights` then names every denied one.

    Args:
        base: its profile was read, or begun to be.
        rules: whose functions are in use.
        off: functions this base does not have what it takes for.

    Raises:
        BaseBarredError: at least one set is denied to our user.
    """
    without = unused(rules).union(off)
    names = [name for name, one in OBJECTS.items() if one.of not in without and base.promises.include(name)]
    answers = await asyncio.gather(*(_ask(base, name) for name in names), return_exceptions=True)
    for error in answers:
        if error is not None:
            raise error


async def _ask(base: Base, name: str) -> None:
    """Read one record of a 1C set; whatever 1C thinks of the question, our user was let in to ask it."""
    try:
        if name.startswith(_CONSTANTS):
            await base.constant(name)
            return
        fields = OBJECTS[name].fields
        key = standard.REF if standard.REF in fields else next(iter(fields))
        await base.listing(name, Query(select=(key,), top=1))
    except (Permanent, BaseRefusal):
        return
