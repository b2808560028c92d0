"""Reading a base's profile at start, and refusing a base the bus cannot work with."""

import asyncio
from dataclasses import dataclass

from services.onec_connector.base.client import Base
from services.onec_connector.objects import order, partner, switches
from services.onec_connector.profile.metadata import Published, read_metadata
from services.onec_connector.profile.required import CONSTANTS, REQUIRED


class UnfitBaseError(Exception):
    """The base cannot be worked with; the text says why and what to do, for the administrator (Russian)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What changes how an order is written; a constant that is not published has its usual value.

    Args:
        agreements: agreements with clients are used.
        approval: orders wait for approval.
        access_groups: partners belong to access groups.
        attributes: of the customer's order.
        unpublished: constants whose value is not known.
    """

    agreements: bool
    approval: bool
    extended_orders: bool
    access_groups: bool
    attributes: frozenset[str]
    unpublished: tuple[str, ...]


async def read_profile(base: Base) -> Profile:
    """Compare `$metadata` with what the bus needs and read the switches.

    Raises:
        UnfitBaseError: something is missing; one list of all of it.
    """
    published = read_metadata(await base.metadata(), REQUIRED.keys())
    if complaints := missing(published):
        raise UnfitBaseError("\n".join(complaints))
    profile = await _switches(base, published)
    if not profile.extended_orders:
        raise UnfitBaseError(
            "В 1С выключены расширенные возможности заказов клиентов: такие заказы не имеют состояния, и шине нечего "
            "показывать в сделках. Включите их в разделе «НСИ и администрирование», «Продажи»."
        )
    base.promises.made(published.sets)
    return profile


def missing(published: Published) -> list[str]:
    """Say, set by set, what is not published."""
    if published.has_old_vat:
        return [
            "Это УТ 11.4 (ставка НДС — перечисление). Шина работает с УТ 11.5, КА 2.5 и ERP 2.5: обновите конфигурацию."
        ]
    found = []
    for name, fields in REQUIRED.items():
        if name not in published.fields:
            found.append(f"Не опубликован объект {name}: добавьте его в состав стандартного интерфейса OData.")
        elif lost := sorted(fields - published.fields[name]):
            found.append(f"У объекта {name} нет полей: {', '.join(lost)}. Проверьте конфигурацию и её версию.")
    return found


async def _switches(base: Base, published: Published) -> Profile:
    names = [name for name in CONSTANTS if name in published.sets]
    values = dict(zip(names, await asyncio.gather(*(base.constant(name) for name in names)), strict=True))
    return Profile(
        agreements=bool(values.get(switches.AGREEMENTS, True)),
        approval=bool(values.get(switches.APPROVAL, False)),
        extended_orders=bool(values.get(switches.EXTENDED_ORDERS, True)),
        access_groups=partner.ACCESS_GROUPS in published.sets,
        attributes=published.fields[order.SET],
        unpublished=tuple(name for name in CONSTANTS if name not in published.sets),
    )
