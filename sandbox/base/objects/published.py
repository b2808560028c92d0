"""The whole composition of a release, in the order of `$metadata`."""

from __future__ import annotations

from sandbox.base.objects import (
    constants,
    contact_details,
    exchange_plan,
    items,
    order,
    order_state,
    organisations,
    parties,
    properties,
    terms,
)
from sandbox.base.schema import EntitySet, constant, part_set

Schema = dict[str, EntitySet]


def schema(release: str = "11.5") -> Schema:
    """Describe every set of a release.

    Args:
        release: "11.5" (also ERP 2.5) or "11.4"

    """
    sets = [
        order.order(release),
        parties.PARTNER,
        parties.LEGAL_ENTITY,
        parties.PERSON,
        parties.ACCESS_GROUP,
        organisations.ORGANISATION,
        organisations.USER,
        organisations.WAREHOUSE,
        organisations.CURRENCY,
        items.item(release),
        items.CHARACTERISTIC,
        items.UNIT,
        *([items.VAT_RATE] if release != "11.4" else []),
        items.PRICE_KIND,
        terms.AGREEMENT,
        terms.CONTRACT,
        terms.SCHEDULE,
        contact_details.KINDS,
        properties.PROPERTY,
        order_state.ORDER_STATE,
        items.barcode(release),
        *items.PRICES,
        *items.PRICES_25,
        exchange_plan.PLAN,
        *(constant(name) for name in constants.DEFAULTS),
    ]
    parts = [part_set(one, part) for one in sets if one.versioned for part in one.parts]
    return {one.name: one for one in (*sets, *parts)}
