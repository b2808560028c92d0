"""Answers the console in bulk: what the portal would publish, verdicts on commands, hints, old deals, a survey."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from services.b24_connector.intake.changed import changed_items, pages_since
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.clock import portal_time
from services.b24_connector.portal.lists import DEAL, rows_at
from services.b24_connector.reader import DealReader, DealSnapshots
from services.b24_connector.reader.census import DealCensusReader
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.old_deals import OldDeals
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.manager_findings import read_employees
from services.b24_connector.reference.pipelines import read_pipelines
from services.b24_connector.vocabulary.contacts import companies_of
from services.b24_connector.vocabulary.names import COMPANY, CONTACT
from services.b24_connector.writer.companies.trial import CompanyTrial
from services.b24_connector.writer.contacts.trial import ContactTrial
from services.b24_connector.writer.deals.trial import DealTrial
from services.b24_connector.writer.prices.trial import PriceTrial
from services.b24_connector.writer.products.trial import Trial
from services.b24_connector.writer.stages.places import place_of
from shared.messages.contact import in_company
from shared.messages.old import OldPair, OldRecord
from shared.messages.ring.commands import (
    CompanyUpsert,
    ContactUpsert,
    DealUpsert,
    PriceUpsert,
    ProductUpsert,
    SectionUpsert,
)
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.process.asking import Weighed, batches, heard, heard_of, pass_on, say_json, weigh
from shared.process.record_door import told
from shared.process.survey import MOST, PortalSurvey, SeenPerson

AT_ONCE = 50
"""Companies that are weighed together: their questions share requests."""
MOST_TITLED = 20
"""Deals that a person can choose from."""
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


async def weigh_products(trial: Trial) -> None:
    """Read commands for products of the portal from standard input and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        match message:
            case ProductUpsert():
                return await trial.product(message)
            case SectionUpsert():
                return await trial.section(message)
            case _:
                return None

    await weigh(decide)


async def weigh_prices(trial: PriceTrial) -> None:
    """Read commands for prices of the portal from standard input and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        return await trial.prices(message) if isinstance(message, PriceUpsert) else None

    await weigh(decide)


async def weigh_companies(trial: CompanyTrial) -> None:
    """Read commands for companies of the portal from standard input and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        return await trial.company(message) if isinstance(message, CompanyUpsert) else None

    await weigh(decide, at_once=AT_ONCE)


async def heed_deals(deals: OldDeals) -> None:
    """Read linked pairs of old deals and orders, and name the deals that must be published once more."""
    await pass_on(OldPair, deals.heed)


async def weigh_contacts(trial: ContactTrial) -> None:
    """Read commands for contacts of the portal from standard input and write a verdict on each, in their order."""

    async def decide(message: Message) -> Weighed | None:
        return await trial.contact(message) if isinstance(message, ContactUpsert) else None

    await weigh(decide, at_once=AT_ONCE)


async def tell_contacts(portal: Portal, reader: ContactReader) -> AsyncIterator[Message]:
    """Yield what the portal would publish of all contacts, once for each company; nothing is stored."""
    async for page in pages_since(portal, changed_items(CONTACT, {}, ("companyId", "companyIds")), _EVER):
        refs = [in_company(str(row["id"]), company) for row in page for company in companies_of(row)]
        for fact in await asyncio.gather(*(reader.would_tell(ref) for ref in refs)):
            if fact is not None:
                yield fact


async def tell_private(portal: Portal, reader: CompanyReader) -> AsyncIterator[Message]:
    """Yield what the portal would publish of contacts who buy for themselves; nothing is stored."""
    async for page in pages_since(portal, changed_items(CONTACT, {}), _EVER):
        for fact in await asyncio.gather(*(reader.would_tell(str(row["id"])) for row in page)):
            if fact is not None:
                yield fact


async def tell_deals(portal: Portal, deals: OldDeals, since: datetime) -> None:
    """Pass on what 1C says of its old orders, then write how the portal's old deals can be recognised."""
    async for order in heard_of(OldRecord):
        say_json(order.model_dump(mode="json"))
    zone = (await portal_time(portal)).tzinfo
    async for deal in deals.since(since.astimezone(zone)):
        say_json(deal.model_dump(mode="json"))


async def tell_deal(reader: DealCensusReader, deal: str) -> None:
    """Write what a deal of the portal holds now, as `deal.counted` tells it; nothing is stored."""
    say_json(told(await reader.as_it_is(deal)))


async def keep_deals(deals: OldDeals) -> None:
    """Read pairs of old deals and orders, and store the deals of the portal as they stand."""
    await pass_on(OldPair, deals.keep, at_once=AT_ONCE)


async def tell_places(deals: DealSnapshots, directory: Directory, store: DealStore) -> None:
    """Read hints about deals, and write in which stage those stand and who put them there, if they exist."""
    async for some in batches(heard(), AT_ONCE):
        refs = [one.ref.id for one in some if isinstance(one, DealTouched)]
        items, known = await asyncio.gather(asyncio.gather(*(deals.header(ref) for ref in refs)), store.find_many(refs))
        for ref, item in zip(refs, items, strict=True):
            if item is not None:
                seen = place_of(item, known.get(ref), directory.stage_names)
                say_json(seen.model_dump())


async def tell_touched(reader: DealReader) -> AsyncIterator[Message]:
    """Read hints about deals of the portal, and yield what reading each would publish; nothing is stored."""
    async for some in batches(heard(), AT_ONCE):
        refs = [one.ref.id for one in some if isinstance(one, DealTouched)]
        for fact in await asyncio.gather(*(reader.would_tell(ref) for ref in refs)):
            if fact is not None:
                yield fact


async def weigh_deals(trial: DealTrial) -> None:
    """Read commands for deals from standard input and say what would be written into each, in their order."""
    async for some in batches(heard(), AT_ONCE):
        for found in await asyncio.gather(*(trial.deal(one) for one in some if isinstance(one, DealUpsert))):
            say_json(found.model_dump(mode="json"))


async def tell_changed(portal: Portal, pipelines: Collection[str], since: datetime) -> AsyncIterator[Message]:
    """Yield a hint for each deal of some pipelines that changed in the portal since a moment."""
    zone = (await portal_time(portal)).tzinfo
    changed = changed_items(DEAL, {"@categoryId": list(pipelines)})
    async for page in pages_since(portal, changed, since.astimezone(zone)):
        for row in page:
            yield DealTouched(ref=Ref(system="b24", kind="deal", id=str(row["id"])))


async def tell_companies(portal: Portal, reader: CompanyReader) -> AsyncIterator[Message]:
    """Yield what the portal would publish of all its companies; nothing is stored."""
    async for page in pages_since(portal, changed_items(COMPANY, {}), _EVER):
        for fact in await asyncio.gather(*(reader.would_tell(str(row["id"])) for row in page)):
            if fact is not None:
                yield fact


async def survey(portal: Portal, since: datetime) -> PortalSurvey:
    """Return the names in the portal that rules are made of, and how many deals were created since.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    people = [one for one in await read_employees(portal) if one.email]
    return PortalSurvey(
        pipelines=tuple((await read_pipelines(portal)).values()),
        people=tuple(SeenPerson(name=one.name, emails=(one.email,)) for one in people),
        properties=await Catalogue(portal).properties(),
        deals=await _deals_since(portal, since),
    )


async def organisations(portal: Portal, by_value: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the deal's field «Наша организация» offers, each value with its INN, by itself or by the rules.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    directory = Directory(portal)
    await directory.refresh_fields()
    offered = directory.fields.organisations
    return [{"name": one.name, "inn": by_value.get(one.code or one.name, one.code)} for one in offered]


async def titled(portal: Portal, words: str, pipelines: Collection[str]) -> list[dict[str, Any]]:
    """Return the newest deals of the portal with a part of their title, or that id, in the form of the mapper's `find`.

    Args:
        portal: whose deals are meant.
        words: a part of a title; a number is the id of one deal, in whatever pipeline.
        pipelines: ids of those that a title is looked for in.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    named = {"id": words} if words.isdigit() else {"%title": words, "@categoryId": list(pipelines)}
    params = {"entityTypeId": DEAL, "select": ["id", "title"], "filter": named, "order": {"id": "DESC"}}
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    return [
        {"_id": f"deal:{row['id']}", "b24": str(row["id"]), "onec": None, "about": {"title": str(row["title"] or "")}}
        for row in rows[:MOST_TITLED]
    ]


async def _deals_since(portal: Portal, since: datetime) -> Counter[str]:
    there = since.astimezone((await portal_time(portal)).tzinfo).isoformat(timespec="seconds")
    params = {"entityTypeId": DEAL, "select": ["id", "stageId"], "filter": {">=createdTime": there}}
    found: Counter[str] = Counter()
    start: int | None = 0
    while start is not None and found.total() < MOST:
        answer = await portal.call("crm.item.list", {**params, "order": {"id": "ASC"}, "start": start})
        found.update(str(row["stageId"]) for row in rows_at("items")(answer.result))
        start = answer.next
    return found
