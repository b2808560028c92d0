"""Answers the console's questions about 1C: tells and weighs records, counts prices, surveys, keeps old orders."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.onec_connector.assembly import OrderFlow
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, moment, text
from services.onec_connector.directory_flows import ItemFlow, PriceFlow
from services.onec_connector.objects import item_kind, order, standard
from services.onec_connector.profile.reading import Profile, read_profile
from services.onec_connector.reader.all_items import NOW, AllItems
from services.onec_connector.reader.bulk import see_many
from services.onec_connector.reader.census import OrderCensusReader
from services.onec_connector.reader.item_snapshots import SeenItem
from services.onec_connector.reader.old_orders import OldOrders
from services.onec_connector.reference.agreements import may_be_offered, typical_agreements
from services.onec_connector.reference.client_price_findings import client_prices_of
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.item_kinds import ItemKinds
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.typed_prices import typed_prices
from services.onec_connector.vocabulary.clock import today_in
from services.onec_connector.vocabulary.items import ItemScope, group_of, read_section
from services.onec_connector.writer.companies.trial import PartnerTrial
from services.onec_connector.writer.orders.trial import OrderTrial
from services.onec_connector.writer.persons.trial import PersonTrial
from shared.bus.errors import Retryable
from shared.messages.old import OldPair
from shared.messages.product import Product, SectionGroup
from shared.messages.ring.census import PAGE
from shared.messages.ring.commands import OrderUpsert, PartnerUpsert, PersonUpsert
from shared.messages.ring.facts import GroupChanged, ItemChanged, OrderTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.process.asking import Weighed, batches, heard, pass_on, say_json, weigh
from shared.process.record_door import told
from shared.process.survey import MOST, BaseSurvey, SeenOrganisation, SeenPerson
from shared.rules import Rules
from shared.rules.directory import ItemRules, PriceRules

_AT_ONCE = 4
"""Orders that are kept or weighed together: 1C has few sessions."""
_DIGITS = 6
"""Digits at the end of an order's number: 1C fills it up with zeros, ТД00-000017."""
_MOST_NUMBERED = 20
"""Orders that a person can choose from: 1C begins its numbers anew each year."""


async def prices(base: Base, rules: Rules, zone: ZoneInfo) -> dict[str, Any]:
    """Answer the console how many prices that 1C filled in its own people's orders the bus would find as well (R12)."""
    profile = await read_profile(base)
    found, _ = client_prices_of(base, rules, profile, zone)
    return await typed_prices(base, found, Dictionaries(base, profile.off), ItemCatalogue(base))


async def tell_order(reader: OrderCensusReader, order: str) -> None:
    """Write what a 1C order holds now, as `order.counted` tells it; nothing is stored."""
    say_json(told(await reader.as_it_is(order)))


async def weigh_partners(trial: PartnerTrial) -> None:
    """Read commands for partners of 1C from standard input and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        return await trial.partner(message) if isinstance(message, PartnerUpsert) else None

    await weigh(decide)


async def heed_orders(orders: OldOrders) -> None:
    """Read linked pairs from the console, and name the 1C orders that must be published once more."""
    await pass_on(OldPair, orders.heed)


async def tell_touched(flow: OrderFlow, aside: BaseAside) -> AsyncIterator[Message]:
    """Read hints about 1C orders, and yield what reading each would publish; nothing is stored."""
    async for some in batches(heard(), PAGE):
        orders = [one.ref.id for one in some if isinstance(one, OrderTouched)]
        found = await see_many(aside, orders)
        await flow.snapshots.warm([seen.document for seen in found.values()])
        for seen in found.values():
            with suppress(Retryable):  # it is being created just now
                if fact := await flow.reader.would_tell(seen):
                    yield fact


async def tell_dated(flow: OrderFlow, aside: BaseAside, since: datetime, cutoff: datetime) -> AsyncIterator[Message]:
    """Answer the console with each 1C order dated since, none before the cut-off: 1C keeps no time of change."""
    first = max(since, cutoff).astimezone(flow.snapshots.place.zone).replace(tzinfo=None)
    query = Query(f"{order.DATE} ge {moment(first)}", (standard.REF,), order_by=standard.REF)
    async for row in aside.pages(order.SET, query):
        yield OrderTouched(ref=Ref(system="onec", kind="order", id=str(row[standard.REF])))


async def weigh_orders(trial: OrderTrial) -> None:
    """Read commands for 1C orders from standard input and say what would become of each, in their order."""
    async for some in batches(heard(), _AT_ONCE):
        weighed = await asyncio.gather(*(trial.order(one) for one in some if isinstance(one, OrderUpsert)))
        for found in weighed:
            say_json(found.model_dump(mode="json"))


async def weigh_persons(trial: PersonTrial) -> None:
    """Read commands for contact persons of 1C and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        return await trial.person(message) if isinstance(message, PersonUpsert) else None

    await weigh(decide)


async def tell_orders(orders: OldOrders, since: datetime) -> None:
    """Write for the console by what each of 1C's old orders can be recognised."""
    async for old in orders.since(since):
        say_json(old.model_dump(mode="json"))


async def keep_orders(orders: OldOrders) -> None:
    """Read pairs of old deals and orders, and store the 1C orders as they stand."""
    await pass_on(OldPair, orders.keep, at_once=_AT_ONCE)


async def items(flow: ItemFlow, only: Collection[str] = ()) -> AsyncIterator[Message]:
    """Yield the item groups of 1C that the rules let through, parents first, then the items in them.

    Args:
        flow: of the lane `directory`.
        only: references, articles or names of items, or names of groups with all that is in them; none: all.
    """
    scope, wanted = await flow.snapshots.groups.read_anew(), {word.casefold().strip() for word in only}
    for group in scope.within():
        if not wanted or _is_within(group.guid, scope, wanted):
            section = read_section(group, scope)
            yield GroupChanged(section=section.with_(groups=dict.fromkeys(SectionGroup, NOW)))

    def is_wanted(product: Product, seen: SeenItem) -> bool:
        named = {product.external_code, product.article.casefold(), product.name.casefold()}
        return not wanted or bool(named & wanted) or _is_within(group_of(seen.card), scope, wanted)

    async for item in AllItems(flow.snapshots, flow.store).facts(is_wanted):
        yield item


async def item_prices(
    items_flow: ItemFlow, prices_flow: PriceFlow, only: Collection[str] = ()
) -> AsyncIterator[Message]:
    """Yield what 1C would tell of the prices of its items, where the portal knows those.

    Args:
        items_flow: names the items.
        prices_flow: reads the prices.
        only: as `items` takes it; none: all.
    """
    if not only:
        async for fact in prices_flow.reader.would_tell():
            yield fact
        return
    named = [fact.ref async for fact in items(items_flow, only) if isinstance(fact, ItemChanged)]
    known = [ref.id for ref in named if (one := await items_flow.store.get(ref.key)) is not None and one.groups]
    if known:
        async for fact in prices_flow.reader.would_tell(known):
            yield fact


def _is_within(group: str, scope: ItemScope, wanted: Collection[str]) -> bool:
    return any(one.name.casefold() in wanted or one.guid in wanted for one in scope.way_up(group))


async def numbered(base: Base, number: str) -> list[dict[str, Any]]:
    """Return the newest 1C orders with a number, in the form of the mapper's `find`.

    Args:
        base: whose orders are meant.
        number: as 1C shows it; of digits alone the end of one, without its leading zeros.

    Raises:
        Retryable: 1C does not answer.
        Permanent: it does not understand us.
    """
    end = text(number.zfill(_DIGITS) if number.isdigit() else number)
    condition = f"endswith({order.NUMBER},{end}) eq true"
    query = Query(condition, (standard.REF, order.NUMBER), order_by=f"{order.DATE} desc", top=_MOST_NUMBERED)
    return [
        {
            "_id": f"order:{row[standard.REF]}",
            "b24": None,
            "onec": str(row[standard.REF]),
            "about": {"number": str(row[order.NUMBER]).strip()},
        }
        for row in await base.listing(order.SET, query)
    ]


async def survey(base: Base, since: datetime, zone: ZoneInfo) -> BaseSurvey:
    """Return the names in 1C that rules are made of, and how many orders were posted since.

    Raises:
        UnfitBaseError: the base cannot be worked with.
        Retryable: it does not answer.
        Permanent: it does not understand us.
    """
    profile = await read_profile(base)
    known = Dictionaries(base, profile.off)
    people = [one for one in (await known.users()).values() if one.active]
    lists = ItemPriceLists(base, base, known, PriceRules(), zone=zone, off=profile.off)
    condition = f"{order.DATE} ge {moment(since.astimezone(zone))} and {order.POSTED} eq true"
    orders = await base.listing(order.SET, Query(condition, (standard.REF,), top=MOST))
    usable = [one for one in (await known.organisations()).values() if one.usable and one.inn]
    return BaseSurvey(
        organisations=tuple(SeenOrganisation(name=one.name, inn=one.inn) for one in usable),
        agreements=await _agreements(base, profile, zone),
        warehouses=tuple(sorted(one.name for one in (await known.warehouses()).values() if one.usable)),
        people=tuple(SeenPerson(name=one.name, emails=one.emails) for one in people),
        price_kinds=tuple(sorted(one.name for one in (await lists.scope()).kinds.values())),
        item_kinds=tuple(await ItemKinds(base, ItemRules()).names()) if item_kind.NEW_ITEMS not in profile.off else (),
        orders=len(orders),
    )


async def _agreements(base: Base, profile: Profile, zone: ZoneInfo) -> tuple[str, ...]:
    """Return the names of typical agreements that `init` may propose; none where 1C does not use them."""
    rows, today = await typical_agreements(base) if profile.agreements else [], today_in(zone)
    usable = [row for row in rows if may_be_offered(row, today, profile.agreement_kinds)]
    return tuple(sorted({str(row[standard.DESCRIPTION]).strip() for row in usable}))


async def organisations(base: Base, only: Collection[str]) -> list[dict[str, Any]]:
    """Return the organisations that an order of 1C may be of, with name and INN; `only` are those of the rules, if any.

    Raises:
        UnfitBaseError: the base cannot be worked with.
        Retryable: it does not answer.
        Permanent: it does not understand us.
    """
    profile = await read_profile(base)
    ours = (await Dictionaries(base, profile.off).organisations()).values()
    usable = [one for one in ours if one.usable and one.inn and not one.predefined]
    return [{"name": one.name, "inn": one.inn} for one in usable if not only or one.inn in only]
