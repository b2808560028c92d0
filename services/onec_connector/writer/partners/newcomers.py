"""Creates partners, legal entities and contact persons in 1C (R7); computes keys of new 1C records."""

from collections.abc import Awaitable, Callable
from uuid import uuid5

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseExists, BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.keys import BaseKeys
from services.onec_connector.objects import contact, contact_person, legal_entity, partner, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.contacts import read_contacts, write_contacts
from services.onec_connector.vocabulary.entities import kind_fields
from services.onec_connector.vocabulary.identity import b24_ref
from services.onec_connector.vocabulary.person_names import full_name
from services.onec_connector.vocabulary.texts import in_line, name_in_line
from services.onec_connector.writer.computed_keys import key_space
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.partners.births import PartyBirths
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable
from shared.canon.keys import same_firm, same_person, tax_numbers
from shared.messages.ring.told import Told
from shared.messages.things import Customer, LegalEntity, PartyKind, Person, Ref, Thing

Note = Callable[[str, str], Awaitable[None]]
"""Is awaited with set and key of a record right before it is created, and with its reference where that is another."""

Owe = Callable[[tuple[Told, ...], str, str], Awaitable[None]]
"""The same, with what must be told first: once the record is there it is true, also if the answer is lost."""


class Newcomers:
    """Creates records under keys computed from their Bitrix24 id, so a repeated create finds the first one.

    Args:
        base: where they are created.
        dictionaries: for kinds of contact information.
        keys: told what a create shows of them.
        portal_id: names the portal in the keys.
        births: told what each is created with.
        one_party: a partner is made of a legal entity of the client, not of the client.
    """

    def __init__(
        self,
        base: Base,
        dictionaries: Dictionaries,
        keys: BaseKeys,
        births: PartyBirths,
        *,
        portal_id: str,
        one_party: bool = False,
    ) -> None:
        self._base = base
        self._dictionaries = dictionaries
        self._keys = keys
        self._births = births
        self._space = key_space(portal_id)
        self._one_party = one_party

    async def partner(self, customer: Customer, *, manager: str, note: Note | None = None) -> str:
        """Create the partner of a client in 1C and return its reference."""
        private = customer.kind == "person"
        entity = customer.legal_entity
        source: Thing = entity if self._one_party and entity is not None and b24_ref(entity) else customer
        name = source.name or customer.name or (entity.name if entity else "")
        body: Row = {
            standard.DESCRIPTION: name_in_line(name, partner.NAME_LENGTH),
            partner.FULL_NAME: name_in_line(
                (entity.full_name if entity else "") or name, legal_entity.FULL_NAME_LENGTH
            ),
            partner.KIND: partner.PRIVATE_PERSON if private else partner.COMPANY,
            partner.IS_CLIENT: True,
            partner.MANAGER: manager or standard.NO_REF,  # left out, 1C puts in our own user, who is nobody's manager
        }
        if group := await self._dictionaries.access_group():
            body[partner.ACCESS_GROUP] = group
        kinds = await self._dictionaries.contact_kinds(partner.SET)
        if rows := write_contacts(customer.contacts, kinds):
            body[contact.PART] = rows
        card = b24_ref(customer) if source is customer else None
        return await self._create(partner.SET, source.with_(not_these=customer.not_these), body, card=card, note=note)

    async def entity(self, customer: Customer, owner: str, *, note: Note | None = None) -> str:
        """Create the legal entity of a client in 1C and return its reference."""
        entity = customer.legal_entity
        kind: PartyKind = entity.kind if entity else customer.kind
        name = (entity.name if entity else "") or customer.name
        full_name = (entity.full_name if entity else "") or name
        body: Row = {
            standard.DESCRIPTION: name_in_line(name, legal_entity.NAME_LENGTH),
            legal_entity.FULL_NAME: name_in_line(full_name, legal_entity.FULL_NAME_LENGTH),
            **kind_fields(kind, foreign=bool(entity and entity.country)),
            legal_entity.PARTNER: owner,
        }
        if entity is not None:
            inn, kpp = tax_numbers(entity.inn, entity.kpp)
            body |= {legal_entity.INN: inn, legal_entity.KPP: kpp if kind == "company" else ""}
            body |= await self._of_foreigner(entity)
        return await self._create(legal_entity.SET, entity or customer, body, note=note)

    def key_of_entity(self, thing: Thing) -> str:
        """Return the key under which a requisite's legal entity is created, or was by a run nobody has heard of."""
        return self._key(legal_entity.SET, thing, "")

    def key_of_partner(self, customer: Customer) -> str:
        """Return the key under which a client's partner is created, or was by a run nobody has heard of."""
        return self._key(partner.SET, customer, "")

    async def _of_foreigner(self, entity: LegalEntity) -> Row:
        """Return the fields that 1C keeps of a foreign client beside his kind: country and number."""
        if not entity.country:
            return {}
        codes = await self._dictionaries.countries()
        return {
            legal_entity.COUNTRY: next(guid for guid, code in codes.items() if code == entity.country),
            legal_entity.FOREIGN_NUMBER: in_line(entity.foreign_number.strip(), legal_entity.FOREIGN_NUMBER_LENGTH),
        }

    async def person(self, person: Person, owner: str, *, card: Ref | None = None) -> str:
        """Create a contact person of a partner in 1C and return its reference.

        Args:
            person: who it is.
            owner: GUID of the partner.
            card: the contact in its company that it is made of; None: an order names no company of a contact.
        """
        name = name_in_line(full_name(person), contact_person.NAME_LENGTH)
        body: Row = {standard.OWNER: owner, standard.DESCRIPTION: name}
        if person.post:
            body[contact_person.POST] = name_in_line(person.post, contact_person.POST_LENGTH)
        kinds = await self._dictionaries.contact_kinds(contact_person.SET)
        if rows := write_contacts(person.contacts, kinds):
            body[contact.PART] = rows
        return await self._create(contact_person.SET, person, body, suffix=f"@{owner}", card=card)

    async def _create(
        self,
        name: str,
        thing: Thing,
        body: Row,
        *,
        suffix: str = "",
        card: Ref | None = None,
        note: Note | None = None,
    ) -> str:
        """Create a client's record under its computed key; the same record there already is used.

        Raises:
            Refusal: 1C's own code says no, or the key belongs to somebody else by now.
        """
        key, said = self._key(name, thing, suffix), read_contacts(body.get(contact.PART) or ())
        if key:  # before the call: a later word of the portal may come first
            await self._births.note(name, key, said, card)
            if note is not None:
                await note(name, key)
        try:
            made = await self._base.create(name, {standard.REF: key, **body} if key else body)
        except BaseExists:
            await self._keys.learn(honoured=True)
            if there := await self._there(name, key, body):
                return there
            next_one = thing.with_(not_these=(*thing.not_these, key))
            return await self._create(name, next_one, body, suffix=suffix, card=card, note=note)
        except BaseRefusal as error:
            raise OrderRefusal(
                f"1С не записала клиента «{body[standard.DESCRIPTION]}» ({objection_of(error)})",
                "Исправьте карточку клиента или покажите это администратору; после этого {itself}.",
                reason="customer",
            ) from error
        ref = str(made[standard.REF])
        if key:
            await self._keys.learn(honoured=ref == key)
        if ref != key:
            await self._births.note(name, ref, said, card)
            if note is not None:
                await note(name, ref)
        return ref

    def _key(self, name: str, thing: Thing, suffix: str) -> str:
        """Compute the key of a client's record; a key whose record was separated makes way for the next."""
        source = b24_ref(thing)
        key = str(uuid5(self._space, f"{name}:{source.key}{suffix}")) if source else ""
        while key in thing.not_these:
            key = str(uuid5(self._space, key))
        return key

    async def _there(self, name: str, key: str, body: Row) -> str:
        """Return the key if what an earlier run created under it is still the same client; empty: another partner's."""
        found = await self._base.read(name, key)
        if found is None:
            raise Retryable("1C says the client exists and does not find it")
        if found.get(legal_entity.PARTNER) != body.get(legal_entity.PARTNER):
            return ""  # of the partner from whom a person has separated the client
        if found[standard.MARKED]:
            raise unfound.marked(str(found[standard.DESCRIPTION]))
        if not _same(found, body):
            raise unfound.taken(str(body[standard.DESCRIPTION]), str(found[standard.DESCRIPTION]))
        return key


def _same(found: Row, body: Row) -> bool:
    """Tell whether two records are one client's: by INN where both have it, else by name."""
    mine, other = (str(one.get(legal_entity.INN) or "").strip() for one in (body, found))
    if mine and other:
        return mine == other
    names = str(body[standard.DESCRIPTION]), str(found[standard.DESCRIPTION])
    return same_firm(*names) or same_person(*names) or names[0] == names[1]
