"""Matches a client or person of 1C with the portal's companies or contacts: certain, perhaps, nobody."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal, PortalAwayError
from services.b24_connector.portal.lists import plain_rows, read_by_id, rows_at
from services.b24_connector.reader.snapshots import COMPANIES, COMPANY_REQUISITES, CONTACTS
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.numbered import NumberedRequisites
from services.b24_connector.vocabulary.names import COMPANY, CONTACT, ORIGINATOR
from services.b24_connector.vocabulary.parties import full_name, own_requisites
from services.b24_connector.vocabulary.requisites import FIELDS, number_fields, numbers_of
from services.b24_connector.vocabulary.values import guid, identity, typed
from services.b24_connector.writer.parties.entities import may_be, stands_for_another
from services.b24_connector.writer.parties.match import NOBODY, Kind, Match, names_of, settled, title_of
from services.b24_connector.writer.parties.persons import may_still_be, name_of
from shared.canon.keys import (
    all_emails,
    foreign_number,
    readable_phones,
    same_firm,
    same_person,
    shares_word,
    spellings,
)
from shared.messages.things import Customer, LegalEntity, Person

Row = Mapping[str, Any]
Party = Customer | Person
MAX_VALUES = 20
_OWNERS: Mapping[Kind, int] = {"COMPANY": COMPANY, "CONTACT": CONTACT}


class PartySearch:
    """Searches the portal for companies and contacts.

    Args:
        portal: where they are.
        directory: templates of requisites.
    """

    def __init__(self, portal: Portal, directory: Directory) -> None:
        self._portal = portal
        self._directory = directory
        self._numbered = NumberedRequisites(portal)

    async def company(self, customer: Customer) -> Match:
        """Match a company by 1C's mark, by the number in its requisites, and only without one by phone and e-mail.

        Of one who is a part of another partner of 1C, whose company may have the same INN, the КПП must agree too.
        """
        marked = await self._by_mark(customer)
        if marked != NOBODY:
            return await self._believed(marked, customer)
        entity = customer.legal_entity
        claimed = await self._by_requisite(entity, customer) if entity else NOBODY
        if claimed.certain and customer.ref is not None:
            return claimed
        if entity and (entity.inn or entity.foreign_number):
            is_exact = customer.is_part and bool(entity.kpp)
            return settled(claimed, await self._by_number("COMPANY", entity, customer, is_exact=is_exact))
        return claimed if claimed != NOBODY else await self._by_communication("COMPANY", customer, customer.name)

    async def marked_company(self, customer: Customer) -> Match:
        """Match a company by 1C's mark alone: the legal entity of an order is another client's."""
        return await self._by_mark(customer)

    async def is_anothers(self, company: str, customer: Customer) -> bool:
        """Tell whether a company of the portal bears all the signs of standing for another partner."""
        row = (await self._living("COMPANY", [company])).get(company)
        return row is not None and await self._is_anothers(row, customer)

    async def _is_anothers(self, company: Row, customer: Customer) -> bool:
        own = own_requisites(await self._portal.gather(COMPANY_REQUISITES, str(company["id"])))
        return stands_for_another(company, own, customer)

    async def contact(self, person: Person, company: str, entity: LegalEntity | None) -> Match:
        """Match a contact by 1C's mark, by a private person's number, else by name and phone or e-mail.

        Args:
            person: to be found.
            company: whose contacts go first.
            entity: requisites of one who is the client himself.
        """
        if marked := await self.marked(person):
            return Match(marked[0])
        if entity and (entity.inn or entity.foreign_number):
            numbered = await self._by_number("CONTACT", entity, person)
            if numbered != NOBODY:
                return numbered
        return await self._by_communication("CONTACT", person, name_of(person), company)

    async def marked(self, person: Person) -> list[str]:
        """Return the contacts with 1C's mark of a person that may still be that person, the oldest first."""
        found = await self._living("CONTACT", await self._with_mark("CONTACT", person))
        return [one for one, row in found.items() if may_still_be(row, person)]

    async def _by_mark(self, customer: Customer) -> Match:
        """Search for a company by 1C's mark; a copied card has the first one's mark too, and a person decides."""
        ids = await self._with_mark("COMPANY", customer)
        if len(ids) == 1:
            return Match(ids[0])
        found = await self._living("COMPANY", ids)
        if len(found) > 1:
            return Match(maybe=names_of("COMPANY", found.values()), shared="mark", found=found)
        return Match(next(iter(found), ""))

    async def _with_mark(self, kind: Kind, party: Party) -> list[str]:
        """Search for companies or contacts with 1C's mark of a party, the oldest first; a gone one may be listed."""
        if party.origin is None:
            return []
        params = {
            "entityTypeId": _OWNERS[kind],
            "select": ["id"],
            "filter": {"=originatorId": ORIGINATOR, "=originId": party.origin.id},
            "order": {"id": "ASC"},
        }
        rows = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        return _allowed(party, (str(row["id"]) for row in rows))

    async def _believed(self, marked: Match, customer: Customer) -> Match:
        """Doubt a company with 1C's mark whose name and INN are both another client's: a card that was copied."""
        entity = customer.legal_entity
        if not marked.certain or entity is None or not entity.inn or entity.country:
            return marked
        rows = await self._requisites("COMPANY", {"ENTITY_ID": marked.certain})
        numbers = {numbers_of(row)[0] for row in rows} - {""}
        if not numbers or entity.inn in numbers:
            return marked
        found = await self._living("COMPANY", [marked.certain])
        if any(shares_word(title_of(row), name) for row in found.values() for name in (customer.name, entity.name)):
            return marked
        return Match(maybe=names_of("COMPANY", found.values()), shared="copy", found=found)

    async def _by_requisite(self, entity: LegalEntity, party: Customer) -> Match:
        """Search for the company that has this requisite now: a merge moves it to the survivor.

        Where the client never had a company, no merge has moved it. A company with 1C's mark of it that bears the
        signs of another client is a doubt then.
        """
        pair = entity.ref.id if entity.ref and entity.ref.kind == "requisite" else ""
        mark = entity.origin.id if entity.origin else ""
        asked = [*([{"ID": pair}] if pair else []), *([{"XML_ID": mark}] if mark else [])]
        found = await asyncio.gather(*(self._requisites("COMPANY", wanted) for wanted in asked))
        rows = [row for some in found for row in some if may_be(row, entity)]
        owners = dict.fromkeys(str(row["ENTITY_ID"]) for row in rows)
        living = await self._living("COMPANY", _allowed(party, owners))
        marked = {str(row["ENTITY_ID"]) for row in rows if mark and guid(row.get("XML_ID")) == mark}
        suspected = {one: row for one, row in living.items() if one in marked} if party.ref is None else {}
        strange = {one: row for one, row in suspected.items() if await self._is_anothers(row, party)}
        if not strange:
            return Match(next(iter(living))) if len(living) == 1 else NOBODY
        numbers = {str(row["ENTITY_ID"]): _numbered(row, entity) for row in rows}
        return Match(maybe=names_of("COMPANY", strange.values()), shared="strange", found=strange, numbers=numbers)

    async def _by_number(self, kind: Kind, entity: LegalEntity, party: Party, *, is_exact: bool = False) -> Match:
        """Match by INN or foreign number: the same branch, else requisites that name none, else a branch of the firm.

        With `is_exact` only the first counts.

        A branch that stands for another legal entity of 1C is its own.
        """
        rows = await self._with_number(kind, entity, party)
        branch = [row for row in rows if not entity.kpp or numbers_of(row)[1] == entity.kpp]
        vague = [row for row in rows if not numbers_of(row)[1]]
        own = {"", entity.origin.id if entity.origin else ""}
        others = [row for row in rows if guid(row.get("XML_ID")) in own]
        fitting = branch or (() if is_exact else vague or others)
        owners = await self._living(kind, dict.fromkeys(str(row["ENTITY_ID"]) for row in fitting))
        names = names_of(kind, owners.values())
        numbers = {str(row["ENTITY_ID"]): _numbered(row, entity) for row in fitting}
        if len(owners) != 1:
            return Match(maybe=names, shared="number", found=owners, numbers=numbers) if owners else NOBODY
        if branch or vague:
            return Match(next(iter(owners)))
        return Match(next(iter(owners)), branch_of=names[0], found=owners, numbers=numbers)

    async def _with_number(self, kind: Kind, entity: LegalEntity, party: Party) -> list[Row]:
        """Return the requisites with a legal entity's number, as usually typed; only if these are other branches', any.

        Those that a person has separated from the party are left out.
        """
        owners, fields = _OWNERS[kind], number_fields(entity.country) if entity.country else ("RQ_INN",)
        number = entity.foreign_number if entity.country else entity.inn
        usual = [number, *((f"{number}/{entity.kpp}",) if entity.kpp and not entity.country else ())]
        rows = self._having(await self._numbered.exactly(owners, fields, usual), entity, party)
        if any(not entity.kpp or numbers_of(row)[1] in {"", entity.kpp} for row in rows):
            return rows
        return self._having(await self._numbered.however_typed(owners, fields, foreign_number(number)), entity, party)

    def _having(self, rows: Iterable[Row], entity: LegalEntity, party: Party) -> list[Row]:
        allowed = (row for row in rows if str(row["ENTITY_ID"]) not in party.not_these and may_be(row, entity))
        return [row for row in allowed if self._has_number(row, entity)]

    def _has_number(self, row: Row, entity: LegalEntity) -> bool:
        country, wanted = self._country(row), foreign_number(entity.foreign_number)
        if country not in {entity.country, ""}:
            return False
        if not entity.country:
            return numbers_of(row)[0] == entity.inn
        fields = number_fields(entity.country if country else "")
        return any(foreign_number(typed(row.get(name))) == wanted for name in fields)

    def _country(self, row: Row) -> str:
        return self._directory.presets.of(identity(row.get("PRESET_ID"))).country

    async def _requisites(self, kind: Kind, wanted: Row) -> list[Row]:
        params = {"filter": {**wanted, "ENTITY_TYPE_ID": _OWNERS[kind]}, "select": list(FIELDS), "order": {"ID": "ASC"}}
        rows = plain_rows((await self._portal.call("crm.requisite.list", params)).result)
        return own_requisites(rows)

    async def _by_communication(self, kind: Kind, party: Party, name: str, company: str = "") -> Match:
        """Match a company or contact by phone and e-mail: a namesake is certain, another name only perhaps.

        A detail that cannot be read finds nobody.
        """
        phones = [one for number in readable_phones(party.contacts.phones) for one in spellings(number)]
        asked = (("PHONE", phones), ("EMAIL", all_emails(party.contacts.emails)))
        ids = await asyncio.gather(*(self._sharing(kind, way, values) for way, values in asked))
        ways = Counter(_allowed(party, (one for some in ids for one in some)))
        found = await self._living(kind, ways)
        named = {one: row for one, row in found.items() if _is_called(kind, row, name)}
        chosen = _foremost(named, ways, company)
        if len(chosen) == 1:
            return Match(chosen[0])
        maybe = named or found
        return Match(maybe=names_of(kind, maybe.values()), shared="detail", found=maybe) if found else NOBODY

    async def _sharing(self, kind: Kind, way: str, values: Sequence[str]) -> Iterable[str]:
        parts = [values[start : start + MAX_VALUES] for start in range(0, len(values), MAX_VALUES)]
        found = await asyncio.gather(*(self._asked(kind, way, part) for part in parts))
        return dict.fromkeys(one for some in found for one in some)

    async def _asked(self, kind: Kind, way: str, values: Sequence[str]) -> list[str]:
        params = {"type": way, "values": list(values), "entity_type": kind}
        result = (await self._portal.call("crm.duplicate.findbycomm", params)).result
        found = result.get(kind, []) if isinstance(result, Mapping) else result
        if not isinstance(found, list):
            raise PortalAwayError("the portal's answer is not the list that was asked for")
        return [str(one) for one in found]

    async def _living(self, kind: Kind, ids: Iterable[str]) -> dict[str, Row]:
        """Return those of the found companies or contacts that exist: a merged one stays in lists for a while."""
        listed, wanted = COMPANIES if kind == "COMPANY" else CONTACTS, list(ids)
        rows = await asyncio.gather(*(read_by_id(self._portal, listed, _OWNERS[kind], one) for one in wanted))
        return {one: row for one, row in zip(wanted, rows, strict=True) if row is not None}


def _allowed(party: Party, ids: Iterable[str]) -> list[str]:
    """Leave out of a search companies or contacts that a person has separated from the party."""
    return [one for one in ids if one not in party.not_these]


def _numbered(requisite: Row, entity: LegalEntity) -> LegalEntity:
    """Return the numbers of a matching requisite, which was found by those of a legal entity."""
    if entity.country:
        return LegalEntity(country=entity.country, foreign_number=entity.foreign_number)
    inn, kpp = numbers_of(requisite)
    return LegalEntity(inn=inn, kpp=kpp)


def _foremost(named: Mapping[str, Row], ways: Mapping[str, int], company: str) -> list[str]:
    """Choose among matching namesakes those of the company, if any, and of these whoever shares most."""
    own = [one for one in named if company and company in _companies(named[one])] or list(named)
    most = max((ways[one] for one in own), default=0)
    return [one for one in own if ways[one] == most]


def _companies(contact: Row) -> set[str]:
    return {identity(one) for one in (contact.get("companyId"), *(contact.get("companyIds") or ()))}


def _is_called(kind: Kind, row: Row, name: str) -> bool:
    return same_firm(title_of(row), name) if kind == "COMPANY" else same_person(full_name(row), name)
