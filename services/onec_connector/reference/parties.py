"""Reads partners, legal entities, contact persons of 1C by reference, or by INN, foreign number, phone, owner."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, one_of, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import contact, contact_person, legal_entity, partner, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.contacts import identifying, read_contacts, searched
from services.onec_connector.vocabulary.entities import read_entity
from services.onec_connector.vocabulary.persons import is_living
from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner, KnownPerson, ref
from shared.canon.keys import foreign_number
from shared.messages.things import Contacts
from shared.process.lookups import Cache

_ENTITY = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    legal_entity.FULL_NAME,
    legal_entity.INN,
    legal_entity.KPP,
    legal_entity.KIND,
    legal_entity.PARTNER,
)
_OF_FOREIGNERS = (legal_entity.COUNTRY, legal_entity.FOREIGN_NUMBER)
_PARTNER = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    partner.KIND,
    partner.MANAGER,
    partner.PARENT,
    contact.PART,
)
_PERSON = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.OWNER,
    contact_person.POST,
    contact_person.ENDED,
    contact.PART,
)
_KEPT_S = 60
_FIRMS_INN = 10
_MARKS_BYTES = 1000  # of one query, beside what it selects; IIS lets 2 048 through


class PartyCatalogue:
    """1C's clients, cached for a minute by reference; a search always asks 1C.

    Args:
        base: where they are read.
        dictionaries: for countries.
        kept_s: for so long one is believed; a minute in the ring, a whole pass where many orders are told.
    """

    def __init__(self, base: Base | BaseAside, dictionaries: Dictionaries, *, kept_s: float = _KEPT_S) -> None:
        self._base = base
        self.dictionaries = dictionaries
        self._partners = Cache(self._load_partners, ttl_s=kept_s)
        self._entities = Cache(self._load_entities, ttl_s=kept_s)
        self._persons = Cache(self._load_persons, ttl_s=kept_s)

    async def partners(self, guids: Iterable[str]) -> dict[str, KnownPartner]:
        """Return partners of 1C by reference."""
        return await self._partners.get(guids)

    async def is_part(self, partner: str, head: str) -> bool:
        """Tell whether a partner of 1C is a part of another one, or a part of a part; nobody is of himself."""
        met = {"", partner}
        while above := await self._above(partner):
            if above == head:
                return True
            if above in met:
                return False
            met.add(partner := above)
        return False

    async def entities(self, guids: Iterable[str]) -> dict[str, KnownEntity]:
        """Return legal entities of 1C by reference."""
        return await self._entities.get(guids)

    async def entity_now(self, guid: str) -> KnownEntity | None:
        """Return a legal entity of 1C as it stands at this moment; None: it is gone."""
        self._entities.drop([guid])
        return (await self.entities([guid])).get(guid)

    def forget(self, guids: Iterable[str]) -> None:
        """Forget partners and legal entities that were written just now."""
        written = list(guids)
        self._partners.drop(written)
        self._entities.drop(written)

    async def persons(self, guids: Iterable[str]) -> dict[str, KnownPerson]:
        """Return contact persons of 1C by reference."""
        return await self._persons.get(guids)

    async def entities_by_inn(self, inn: str, *, usable: bool = True) -> list[KnownEntity]:
        """Find 1C's usable (or else marked) legal entities with an INN, typed with spaces in it or not."""
        found = await self._entities_where(_with_inn(inn), usable=usable)
        return [one for one in found if one.inn == inn]

    async def foreigners(self, number: str, *, usable: bool = True) -> list[KnownEntity]:
        """Find 1C's usable (or else marked) legal entities with another country's number; only foreigners have one."""
        wanted = foreign_number(number)
        # Spaces and dashes stand in it as people like them, but hardly within its first two characters.
        begins = f"substringof({text(wanted[:2])},{legal_entity.FOREIGN_NUMBER}) eq true"
        found = await self._entities_where(begins, usable=usable)
        return [one for one in found if foreign_number(one.foreign_number) == wanted]

    async def entities_of(self, owner: str) -> list[KnownEntity]:
        """Find usable legal entities of a partner of 1C."""
        return await self._entities_where(f"{legal_entity.PARTNER} eq {guid(owner)}")

    async def private_partners(self, contacts: Contacts, *, usable: bool = True) -> list[KnownPartner]:
        """Find 1C's usable (or else marked) partners who are private persons by one of these phones or e-mails."""
        wanted = identifying(contacts)
        numbers = [number for one in wanted.phones for number in searched(one)]
        marks = [f"c/{contact.PHONE} eq {text(number)}" for number in numbers]
        marks += [f"c/{contact.EMAIL} eq {text(one)}" for one in wanted.emails]
        found: dict[str, KnownPartner] = {}
        for _, some in one_of(marks, limit_bytes=_MARKS_BYTES):
            # Both conditions stand in one lambda: 1C answers 500 to two of them joined by `and`.
            private = f"{partner.KIND} eq {text(partner.PRIVATE_PERSON)} and {contact.PART}/any(c: {some})"
            rows = await self._base.listing(partner.SET, Query(private, _PARTNER))
            found |= {row[standard.REF]: _partner(row) for row in rows}
        return [one for one in found.values() if one.usable == usable]

    async def persons_of(self, owner: str) -> list[KnownPerson]:
        """Find usable contact persons of a partner of 1C."""
        query = Query(f"{standard.OWNER} eq {guid(owner)}", _PERSON)
        known = [read_person(row) for row in await self._base.listing(contact_person.SET, query)]
        return [one for one in known if one.usable]

    async def _above(self, partner: str) -> str:
        known = (await self.partners([partner])).get(partner)
        return known.above if known is not None else ""

    async def _entities_where(self, found: str, *, usable: bool = True) -> list[KnownEntity]:
        countries = await self.dictionaries.countries()
        rows = await self._base.listing(legal_entity.SET, Query(found, self._entity_fields))
        return [one for one in (read_entity(row, countries) for row in rows) if one.usable == usable]

    @property
    def _entity_fields(self) -> tuple[str, ...]:
        return (*_ENTITY, *(_OF_FOREIGNERS if self.dictionaries.knows_foreigners else ()))

    async def _load_partners(self, guids: list[str]) -> Mapping[str, KnownPartner]:
        return {row[standard.REF]: _partner(row) for row in await self._rows(partner.SET, guids, _PARTNER)}

    async def _load_entities(self, guids: list[str]) -> Mapping[str, KnownEntity]:
        countries = await self.dictionaries.countries()
        rows = await self._rows(legal_entity.SET, guids, self._entity_fields)
        return {row[standard.REF]: read_entity(row, countries) for row in rows}

    async def _load_persons(self, guids: list[str]) -> Mapping[str, KnownPerson]:
        return {row[standard.REF]: read_person(row) for row in await self._rows(contact_person.SET, guids, _PERSON)}

    async def _rows(self, name: str, guids: list[str], select: tuple[str, ...]) -> list[Row]:
        return await self._base.any_of(name, [f"Ref_Key eq {guid(one)}" for one in guids], select)


def _with_inn(inn: str) -> str:
    """Return the condition for an INN: 1C's field has room for two spaces in one of a firm, which stand in groups."""
    parts = (inn[:4], inn[4:7], inn[7:]) if len(inn) == _FIRMS_INN else (inn,)
    has = [f"substringof({text(part)},{legal_entity.INN}) eq true" for part in parts]
    return " or ".join(f"({one} and {other})" for one, other in combinations(has, 2)) or has[0]


def fitting(known: Sequence[KnownEntity], kpp: str) -> list[KnownEntity]:
    """Choose among 1C's legal entities of one INN: those of the branch (KPP), else those that name none."""
    exact = [one for one in known if not kpp or one.kpp == kpp]
    return exact or [one for one in known if not one.kpp]


def contradicts(known: KnownEntity, inn: str, country: str, number: str) -> bool:
    """Tell whether a client's numbers are another's than those of his legal entity in 1C; an empty one is nobody's."""
    numbers = foreign_number(known.foreign_number), foreign_number(number)
    compared = (known.inn, inn), numbers, (known.country, country)
    return any(here and there and here != there for here, there in compared)


def _partner(row: Row) -> KnownPartner:
    return KnownPartner(
        guid=row[standard.REF],
        name=row[standard.DESCRIPTION],
        kind="person" if row[partner.KIND] == partner.PRIVATE_PERSON else "company",
        contacts=read_contacts(row.get(contact.PART, ())),
        manager=row[partner.MANAGER],
        above=ref(row[partner.PARENT]),
        usable=not row[standard.MARKED],
    )


def read_person(row: Row) -> KnownPerson:
    """Return a contact person of 1C, of a row as read, as it is searched for."""
    return KnownPerson(
        guid=row[standard.REF],
        name=row[standard.DESCRIPTION],
        post=str(row[contact_person.POST] or ""),
        owner=row[standard.OWNER],
        contacts=read_contacts(row.get(contact.PART, ())),
        usable=is_living(row),
    )
