"""Connects the parts that handle private persons: contacts of the portal, in the terms of companies."""

from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.company import CompanyStore, private_store
from services.b24_connector.memory.deal import deal_store
from services.b24_connector.portal import Portal
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.private_cards import PrivateCards
from services.b24_connector.reader.private_survivors import PrivateSurvivors
from services.b24_connector.reference.directory import Directory
from services.b24_connector.writer.companies.notes import CompanyNotes
from services.b24_connector.writer.companies.requisites import RequisiteWriter
from services.b24_connector.writer.companies.trial import CompanyTrial
from services.b24_connector.writer.companies.upserts import CompanyContext, CompanyWriter
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.private.locating import PrivateLocator
from shared.bus.publish import Publish
from shared.rules import Rules
from shared.store import Claims


@dataclass(frozen=True, slots=True)
class PrivateFlow:
    """The parts that handle contacts that are private persons, each behind that of companies; or nothing."""

    reader: CompanyReader | None = None
    writer: CompanyWriter | None = None
    notes: CompanyNotes | None = None
    trial: CompanyTrial | None = None
    store: CompanyStore | None = None


NO_PRIVATE = PrivateFlow()
"""The rules let no private person cross."""


def assemble_private(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], publish: Publish, directory: Directory
) -> PrivateFlow:
    """Connect what handles private persons, on the lane `directory`, where the rules let them cross."""
    if not rules.directory.contacts.enabled:
        return NO_PRIVATE
    cards, store = PrivateCards(portal, directory, rules.pipelines), private_store(database)
    survivors = PrivateSurvivors(portal, cards, deal_store(database))
    is_heard = rules.directory.contacts.reaches("onec")
    context = CompanyContext(portal, cards, store, publish, is_heard)
    return private_flow(context, CompanyReader(portal, cards, store, survivors), directory, Claims(database))


def private_flow(context: CompanyContext, reader: CompanyReader, directory: Directory, claims: Claims) -> PrivateFlow:
    """Connect the writers of private persons to what they work with."""
    births = CompanyBirths(context.cards, context.store)
    finder = PartyFinder(context.portal, directory, claims, private=births)
    locator = PrivateLocator(context.cards, context.store, finder, directory)
    employees = Employees(directory)
    requisites = RequisiteWriter(context.portal, context.cards, finder, claims)
    return PrivateFlow(
        reader=reader,
        writer=CompanyWriter(context, locator, requisites, employees),
        notes=CompanyNotes(context.portal, context.store, locator, kind="contact"),
        trial=CompanyTrial(context, locator, employees),
        store=context.store,
    )


def private_births(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], directory: Directory
) -> CompanyBirths | None:
    """Return what remembers the contacts that orders make of private persons; None: they are no directory."""
    if not rules.directory.contacts.enabled:
        return None
    return CompanyBirths(PrivateCards(portal, directory, rules.pipelines), private_store(database))
