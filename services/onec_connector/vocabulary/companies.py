"""Partners of 1C with their legal entities, accounts and heads ⇄ canonical companies; what must change. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.onec_connector.objects import bank_account, contact, legal_entity, partner, standard
from services.onec_connector.vocabulary.accounts import KnownBank, account_changes, is_open, read_account
from services.onec_connector.vocabulary.addresses import AddressKinds, read_addresses, with_addresses
from services.onec_connector.vocabulary.details import read_details, with_details
from services.onec_connector.vocabulary.entities import entity_changes, read_entity, tell_entity
from services.onec_connector.vocabulary.entity_matching import entities_meant
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.vocabulary.private_persons import is_private, renamed, renamed_entity, says_name
from services.onec_connector.vocabulary.reference import KnownUser, is_empty
from services.onec_connector.vocabulary.texts import name_in_line, same_line
from shared.messages.party import PRIVATE_GROUPS, Company, CompanyGroup
from shared.messages.things import Contacts, LegalEntity, Manager, PartyKind, Ref, Thing

Row = Mapping[str, Any]
HELD = frozenset({CompanyGroup.ADDRESSES, CompanyGroup.BANKS})
"""Groups of a company that are of its first legal entity alone."""


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A partner, his legal entities that are not marked for deletion, and all their accounts, as 1C shows them.

    Args:
        heads: the partners above him, the nearest first, as far as they were read.
    """

    partner: Row
    entities: tuple[Row, ...] = ()
    accounts: tuple[Row, ...] = ()
    heads: tuple[Row, ...] = ()

    @property
    def guid(self) -> str:
        """Reference of the 1C partner whose card this is."""
        return str(self.partner[standard.REF])

    @property
    def details(self) -> Sequence[Row]:
        """The contact information in the card of a 1C partner."""
        return self.partner.get(contact.PART) or ()

    def accounts_of(self, entity: str) -> list[Row]:
        """Return the bank accounts of a legal entity in a 1C partner's card."""
        return [row for row in self.accounts if row[bank_account.OWNER] == entity]

    def entity(self, guid: str) -> Row | None:
        """Return a legal entity in a 1C partner's card."""
        return next((row for row in self.entities if row[standard.REF] == guid), None)


@dataclass(frozen=True, slots=True)
class PartyWords:
    """What the small catalogs say that a partner's card refers to, and the day on which it is looked at.

    Args:
        today: by the base's clock.
        details: usual kind of a partner's phones and e-mails, by type.
        addresses: kinds of a legal entity's addresses.
        countries: codes by reference.
        users: employees by reference.
        banks: of the classifier, those that matter, by reference.
        currencies: letters by reference.
    """

    today: date
    details: Mapping[str, str] = field(default_factory=dict)
    addresses: AddressKinds = field(default_factory=AddressKinds)
    countries: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, KnownUser] = field(default_factory=dict)
    banks: Mapping[str, KnownBank] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartnerChanges:
    """What must be written so that a partner is as wanted.

    Args:
        groups: that differ; empty: nothing is to be written.
        partner: fields of the partner.
        entities: fields of his legal entities, by reference.
        new: legal entities he lacks.
        accounts: fields of accounts, by reference.
        new_accounts: whole accounts, by the reference of their legal entity.
    """

    groups: frozenset[CompanyGroup] = frozenset()
    partner: Row = field(default_factory=dict)
    entities: Mapping[str, Row] = field(default_factory=dict)
    new: tuple[LegalEntity, ...] = ()
    accounts: Mapping[str, Row] = field(default_factory=dict)
    new_accounts: tuple[tuple[str, Row], ...] = ()


def is_client(card: PartnerCard, *, persons: bool = False) -> bool:
    """Tell whether a partner of 1C is a client: none of 1C's own, and no private person unless `persons` are told."""
    return bool(card.partner[partner.IS_CLIENT]) and may_be_told(card, persons=persons)


def may_be_told(card: PartnerCard, *, persons: bool) -> bool:
    """Tell whether the portal hears of a 1C partner: of none of 1C's own, of private `persons` where those cross."""
    return not card.partner[partner.PREDEFINED] and (persons or not is_private(card.partner))


def read_company(card: PartnerCard, words: PartyWords, *, holder: str = "") -> Company:
    """Translate a partner of 1C into a canonical company; a field group that this base lacks is empty.

    Args:
        card: of the partner.
        words: of the small catalogs.
        holder: legal entity whose addresses and accounts are shown; empty: the first.
    """
    entities = tuple(tell_entity(read_entity(row, words.countries)) for row in card.entities)
    said = read_details(card.details, words.details)
    company = Company(
        ref=Ref(system="onec", kind="partner", id=card.guid),
        name=str(card.partner[standard.DESCRIPTION]).strip(),
        kind=_kind(card, entities),
        legal_entities=entities,
        phones=said.phones,
        emails=said.emails,
        manager=_manager(card.partner[partner.MANAGER], words.users),
        head=_head(card),
    )
    first = card.entity(holder or onec_ref(company.legal_entities[0])) if entities else None
    if first is None:
        return company
    accounts = card.accounts_of(first[standard.REF])
    return company.with_(
        addresses=read_addresses(first.get(legal_entity.DETAILS) or (), words.addresses, words.today),
        banks=tuple(read_account(row, words.banks, words.currencies) for row in accounts if is_open(row)),
    )


def spoken(company: Company, groups: Collection[CompanyGroup], once: Collection[str]) -> frozenset[CompanyGroup]:
    """Return the field groups that are told of a 1C partner: nothing of a head where there never was one.

    Args:
        company: as he stands.
        groups: of this base.
        once: those of which something is remembered.
    """
    silent = {CompanyGroup.HEAD} if company.head is None and CompanyGroup.HEAD not in once else set()
    told = frozenset(groups) - silent
    return told & PRIVATE_GROUPS if company.kind == "person" else told


def changes_of(
    wanted: Company,
    groups: Collection[CompanyGroup],
    card: PartnerCard,
    words: PartyWords,
    *,
    named: Sequence[LegalEntity] | None = None,
) -> PartnerChanges:
    """Compare a partner of 1C with the wanted company, and return what must be written.

    Addresses and accounts of a legal entity that is not there yet differ, and there is no place to write them to.

    Args:
        wanted: its manager is a user of this base, or None.
        groups: that are compared; of others nothing is written.
        card: as it stands.
        words: of the small catalogs.
        named: legal entities, of whose first one the addresses and accounts are; None: the wanted company's.
    """
    named = wanted.legal_entities if named is None else named
    partner_body = {one: body for one in groups if (body := _of_partner(one, wanted, card, words))}
    entities: dict[str, dict[str, Any]] = {}
    found: set[CompanyGroup] = set(partner_body)
    new: tuple[LegalEntity, ...] = ()
    if CompanyGroup.REQUISITES in groups:
        matched = match_entities(wanted.legal_entities, card, words)
        new = tuple(one for one, guid in zip(wanted.legal_entities, matched, strict=True) if not guid)
        entities = _requisites(wanted, matched, card, words)
        found |= {CompanyGroup.REQUISITES} if new or entities else set()
    if wanted.kind == "person" and CompanyGroup.NAME in partner_body:
        former = str(card.partner[standard.DESCRIPTION])
        bodies = {row[standard.REF]: renamed_entity(row, former, wanted.name) for row in card.entities}
        entities = {guid: body for guid, body in bodies.items() if body}
    holder = holder_of(named, card, words)
    has_place = bool(holder or named)
    rows = _addresses(wanted, card, holder, words) if CompanyGroup.ADDRESSES in groups and has_place else None
    if rows is not None:
        found.add(CompanyGroup.ADDRESSES)
        if holder:
            entities.setdefault(holder, {})[legal_entity.DETAILS] = rows
    banks = wanted.banks if CompanyGroup.BANKS in groups and has_place else ()
    accounts, missing = account_changes(banks, card.accounts_of(holder), words.banks, words.currencies)
    found |= {CompanyGroup.BANKS} if accounts or missing else set()
    new_accounts = tuple((holder, row) for row in missing if holder)
    body = {name: value for one in partner_body.values() for name, value in one.items()}
    return PartnerChanges(frozenset(found), body, entities, new, accounts, new_accounts)


def match_entities(wanted: Sequence[LegalEntity], card: PartnerCard, words: PartyWords) -> list[str]:
    """Return the 1C reference of a partner's legal entity for each wanted one; empty: none (`entities_meant`)."""
    known = {row[standard.REF]: tell_entity(read_entity(row, words.countries)) for row in card.entities}
    return entities_meant(wanted, known)


def holder_of(named: Sequence[LegalEntity], card: PartnerCard, words: PartyWords) -> str:
    """Return the 1C legal entity that has a company's addresses and accounts; empty: it is not there yet.

    Args:
        named: of the company; its first one has them, and where it names none, the partner's first.
        card: of the partner.
        words: of the small catalogs.
    """
    if named:
        return match_entities(named, card, words)[0]
    return next((onec_ref(one) for one in read_company(card, words).legal_entities), "")


def _of_partner(group: CompanyGroup, wanted: Company, card: PartnerCard, words: PartyWords) -> dict[str, Any]:
    match group:
        case CompanyGroup.NAME:
            name, there = wanted.name, str(card.partner[standard.DESCRIPTION])
            if wanted.kind == "person":
                return {} if not name or says_name(there, name) else renamed(name)
            known = not name or same_line(name, there, partner.NAME_LENGTH)
            return {} if known else {standard.DESCRIPTION: name_in_line(name, partner.NAME_LENGTH)}
        case CompanyGroup.COMMUNICATIONS:
            rows = with_details(card.details, Contacts(phones=wanted.phones, emails=wanted.emails), words.details)
            return {} if rows is None else {contact.PART: rows}
        case CompanyGroup.MANAGER:
            user = onec_ref(wanted.manager)
            return {partner.MANAGER: user} if user and user != card.partner[partner.MANAGER] else {}
        case _:
            return {}


def _requisites(
    wanted: Company, matched: Sequence[str], card: PartnerCard, words: PartyWords
) -> dict[str, dict[str, Any]]:
    bodies = {
        guid: entity_changes(entity, row, words.countries)
        for entity, guid in zip(wanted.legal_entities, matched, strict=True)
        if (row := card.entity(guid)) is not None
    }
    return {guid: body for guid, body in bodies.items() if body}


def _addresses(wanted: Company, card: PartnerCard, holder: str, words: PartyWords) -> list[dict[str, Any]] | None:
    rows = (card.entity(holder) or {}).get(legal_entity.DETAILS) or ()
    return with_addresses(rows, wanted.addresses, words.addresses, words.today)


def _kind(card: PartnerCard, entities: Sequence[LegalEntity]) -> PartyKind:
    if is_private(card.partner):
        return "person"
    return "sole_trader" if entities and entities[0].kind == "sole_trader" else "company"


def _head(card: PartnerCard) -> Thing | None:
    """Return whom a partner of 1C is a part of; himself, where the heads above lead back to him."""
    above = card.partner.get(partner.PARENT)
    if is_empty(above):
        return None
    is_ring = any(row[standard.REF] == card.guid for row in card.heads)
    name = str(card.heads[0][standard.DESCRIPTION]) if card.heads else ""
    return Thing(ref=Ref(system="onec", kind="partner", id=card.guid if is_ring else str(above)), name=name)


def _manager(user: object, users: Mapping[str, KnownUser]) -> Manager | None:
    if is_empty(user):
        return None
    ref, known = Ref(system="onec", kind="user", id=str(user)), users.get(str(user))
    if known is None:
        return Manager(ref=ref)
    return Manager(ref=ref, name=known.name, email=next(iter(known.emails), ""), active=known.active)
