"""Reads a 1C base's profile at start: its switches, what it lacks, functions off; refuses a base that is unfit."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.onec_connector.base.client import Base
from services.onec_connector.objects import order, state, switches
from services.onec_connector.objects.declared import Function
from services.onec_connector.profile.metadata import Published, read_metadata
from services.onec_connector.profile.releases import told_of
from services.onec_connector.profile.required import ENUMERATIONS, FUNCTIONS, OBJECTS, REQUIRED, VALUES


class UnfitBaseError(Exception):
    """The base cannot be worked with; the text says why and what to do, for the administrator (Russian)."""


@dataclass(frozen=True, slots=True)
class AgreementKinds:
    """Which agreements with clients 1C uses; those of a kind switched off may have stayed in it and do not count."""

    typical: bool = True
    individual: bool = True


BOTH_KINDS: Final = AgreementKinds()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a 1C base has: the switches that change how orders are written, and what may be asked for.

    Args:
        agreements: agreements with clients are used.
        agreement_kinds: which of them.
        contracts: contracts with clients are used; None: the base does not publish it.
        approval: orders wait for approval.
        by_line: rows of orders are supplied and dated one by one.
        attributes: of the customer's order.
        states: that an order may be in.
        off: functions this base does not have what it takes for; names that belong to them are not sent to it.
        one_party: a partner has one legal entity, and the two are one to people.
        release: which tested release it is like, in words.
        switches: what the constants held that the first seven follow from, by name; those that are published.
    """

    agreements: bool
    agreement_kinds: AgreementKinds
    contracts: bool | None
    approval: bool
    by_line: bool
    extended_orders: bool
    one_party: bool
    attributes: frozenset[str]
    states: frozenset[str]
    off: tuple[Function, ...]
    release: str
    switches: Mapping[str, Any]


async def read_profile(base: Base) -> Profile:
    """Compare 1C's `$metadata` with what the bus needs, and read the base's switches.

    Raises:
        UnfitBaseError: something is missing; one list of all of it.
    """
    published = read_metadata(await base.metadata(), {*OBJECTS, *ENUMERATIONS})
    if complaints := missing(published):
        raise UnfitBaseError("\n".join(complaints))
    base.promises.made(published.sets)
    profile = await _profile(base, published)
    if not profile.extended_orders:
        raise UnfitBaseError(
            "В 1С выключены расширенные возможности заказов клиентов: такие заказы не имеют состояния, и обмену нечего "
            "показывать в сделках. Включите их в разделе «НСИ и администрирование», «Продажи»."
        )
    return profile


_LISTED = 8
"""Objects that are named one by one; where more are missing, nobody has set the composition up."""
_IS_11_4 = (
    "Это УТ 11.4: в ней нет справочника «Ставки НДС», порядка расчётов «По заказам» и варианта обеспечения "
    "«К обеспечению». Обмен работает с УТ 11.5, КА 2.5 и ERP 2.5: обновите конфигурацию."
)


def missing(published: Published) -> list[str]:
    """List, object by object, what a 1C base does not publish and the bus cannot work without."""
    return [_IS_11_4] if published.is_11_4 else [*_missing_fields(published), *_missing_values(published)]


def _missing_fields(published: Published) -> Iterator[str]:
    gone = [name for name in REQUIRED if name not in published.fields]
    if len(gone) > _LISTED:
        yield (
            f"В OData не опубликовано объектов: {len(gone)}, среди них {', '.join(gone[:_LISTED])}. Добавьте в состав "
            "стандартного интерфейса OData всё, что названо в docs/guides/onec.ru.md."
        )
        return
    for name, fields in REQUIRED.items():
        if name in gone and not any(name.startswith(f"{owner}_") for owner in gone):  # rows go with their object
            yield f"Не опубликован объект {name}: добавьте его в состав стандартного интерфейса OData."
        elif lost := sorted(fields - published.fields.get(name, fields)):
            yield f"У объекта {name} нет полей: {', '.join(lost)}. Проверьте конфигурацию и её версию."


def _missing_values(published: Published) -> Iterator[str]:
    for name, values in VALUES.items():
        # An enumeration outside the composition cannot be looked at.
        if lost := sorted(values - published.values.get(name, values)):
            yield f"У перечисления {name} нет значений: {', '.join(lost)}. Проверьте конфигурацию и её версию."


def functions_off(published: Published) -> tuple[Function, ...]:
    """List the functions of the bus for which this 1C base lacks the names."""
    fields = [
        function
        for function, needed in FUNCTIONS.items()
        if any(name not in published.fields or names - published.fields[name] for name, names in needed.items())
    ]
    values = [
        of
        for name, one in ENUMERATIONS.items()
        for value, of in one.values.items()
        if of and name in published.values and value not in published.values[name]
    ]
    return (*fields, *values)


async def read_switches(base: Base, names: Iterable[str], *, polling: bool = False) -> dict[str, Any]:
    """Read constants of 1C, and return their values by name."""
    wanted = list(names)
    values = await asyncio.gather(*(base.constant(name, polling=polling) for name in wanted))
    return dict(zip(wanted, values, strict=True))


async def has_extended_orders(base: Base) -> bool:
    """Tell whether 1C makes ordinary orders now, and no invoices; a base that does not say so does."""
    is_told = base.promises.include(switches.EXTENDED_ORDERS)
    return not is_told or bool(await base.constant(switches.EXTENDED_ORDERS))


async def _profile(base: Base, published: Published) -> Profile:
    names = [name for one in switches.CONSTANTS for name in one.names if name in published.sets]
    values = await read_switches(base, names)
    kinds = values.get(switches.AGREEMENT_KINDS)
    return Profile(
        agreements=bool(values.get(switches.AGREEMENTS, True)),
        agreement_kinds=AgreementKinds(kinds != switches.ONLY_INDIVIDUAL, kinds != switches.ONLY_TYPICAL),
        contracts=bool(values[switches.CONTRACTS]) if switches.CONTRACTS in values else None,
        approval=bool(values.get(switches.APPROVAL, False)),
        by_line=bool(values.get(switches.LINE_SHIPMENT, True)),
        extended_orders=bool(values.get(switches.EXTENDED_ORDERS, True)),
        one_party=bool(values.get(switches.ONE_PARTY, False)),
        attributes=published.fields[order.SET],
        states=frozenset(published.values.get(state.VALUES.name, ())),
        off=functions_off(published),
        release=told_of(published),
        switches=values,
    )
