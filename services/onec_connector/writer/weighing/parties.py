"""Weighs partners and contact persons of 1C (`partners.weigh`): where the portal's cards differ from them."""

import asyncio
from dataclasses import dataclass, replace
from typing import cast

from services.onec_connector.memory.partner import PartnerEntity
from services.onec_connector.memory.person import PersonEntity, person_key
from services.onec_connector.objects import contact_person, partner, standard
from services.onec_connector.reader.persons import known_parts
from services.onec_connector.reference.parties import PartyCatalogue
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.vocabulary import companies as of_companies
from services.onec_connector.vocabulary import persons as of_persons
from services.onec_connector.vocabulary.orders import link
from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.companies import telling as of_partner
from services.onec_connector.writer.companies.context import PartnerContext
from services.onec_connector.writer.companies.finding import look_for_partner, refuse_doubtful
from services.onec_connector.writer.companies.managers import with_manager
from services.onec_connector.writer.companies.upserts import refuse_second_card
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.persons import telling as of_person
from services.onec_connector.writer.persons.context import PersonContext
from services.onec_connector.writer.persons.finding import look_for_person
from services.onec_connector.writer.persons.upserts import refuse_second_card as refuse_second_person
from services.onec_connector.writer.refusal import OrderRefusal, not_understood
from services.onec_connector.writer.weighing.whole import WholePartners, WholePersons
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.entities import GroupDoc
from shared.messages.envelope import Envelope
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import PartnerUpsert, PersonUpsert
from shared.messages.ring.directory_census import PartnersWeigh, RecordsWeighed, WeighedRecord
from shared.messages.things import Ref, System
from shared.process.party_words import company_words, contact_words
from shared.process.weighed_pages import answer_to_page

_UNHEARD = GroupDoc()
_STOOD_IN_FOR = frozenset({CompanyGroup.MANAGER})
"""Where 1C tells its own the portal weighs these: there somebody else stands in for an employee whom it lacks."""
_AT_ONCE = 4
"""Records that are weighed together: 1C has few sessions."""


@dataclass(frozen=True, slots=True)
class PartnerScales:
    """Finds and compares partners as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
        web: where people open 1C's web client.
    """

    context: PartnerContext
    web: str

    def for_first_look(self) -> "PartnerScales":
        """Return scales that weigh all partners at once, with 1C's catalogs read whole."""
        return replace(
            self, context=replace(self.context, cards=cast("PartnerCards", WholePartners(self.context.cards)))
        )

    async def weigh(self, command: PartnerUpsert) -> list[WeighedRecord]:
        """Return where a partner of 1C differs from a company of the portal, one field group each."""
        about = WeighedRecord(key=command.key, b24=command.source, name=command.company.name)
        try:
            return await self._weighed(about, command)
        except Permanent as error:
            refusal = not_understood(error.sentence)
        except OrderRefusal as error:
            refusal = error
        is_paired, kind = command.company.ref is not None, command.company.kind
        return [about.with_(what="standing", note=of_partner.refused(refusal, known=is_paired, kind=kind).text)]

    async def _weighed(self, about: WeighedRecord, command: PartnerUpsert) -> list[WeighedRecord]:
        context, company = self.context, command.company
        guid, newcomer = await look_for_partner(context, command)
        if not guid:
            if newcomer is not None:
                await refuse_doubtful(context, command, guid)
            return [about.with_(what="unpaired")] if newcomer is not None else []
        known = await context.store.get(f"partner:{guid}") or PartnerEntity(f"partner:{guid}")
        refuse_second_card(command, known)
        card = await context.cards.see(guid)
        if card is None or card.partner[standard.MARKED]:
            raise unfound.marked(str(card.partner[standard.DESCRIPTION]) if card else company.name)
        about = about.with_(
            onec=Ref(system="onec", kind="partner", id=guid),
            onec_url=link(guid, self.web, partner.METADATA_NAME),
            busy=known.writing is not None,
        )
        if company.ref is None:
            is_told = context.tells and of_companies.is_client(card)  # and found unpaired from his side
            return [] if is_told else [about.with_(what="unpaired")]
        found = await self._compared(about, command, card, known)
        if found:
            await refuse_doubtful(context, command, guid)
        return found

    async def _compared(
        self, about: WeighedRecord, command: PartnerUpsert, card: of_companies.PartnerCard, known: PartnerEntity
    ) -> list[WeighedRecord]:
        context, company = self.context, command.company
        words = await context.cards.words(card, company.banks)
        here = of_companies.read_company(card, words)
        wanted, _ = await with_manager(context, command, here.manager)
        if not context.tells:
            wanted = with_own(wanted, here, known.fields.get("heard") or ())
        left_out = known.frozen | (_STOOD_IN_FOR if context.tells else frozenset())
        groups = [group for group in company.groups if group in context.cards.groups - left_out]
        differing = of_companies.changes_of(wanted, groups, card, words).groups
        return [
            about.with_(
                group=str(group),
                in_b24=company_words(company, group),
                in_onec=company_words(here, group),
                edited=_edited(company.groups[group].edited, known.groups.get(group, _UNHEARD)),
            )
            for group in groups
            if group in differing
        ]


@dataclass(frozen=True, slots=True)
class PersonScales:
    """Finds and compares contact persons as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
        web: where people open 1C's web client.
    """

    context: PersonContext
    web: str

    def for_first_look(self) -> "PersonScales":
        """Return scales that weigh all contact persons at once, with 1C's catalogs read whole."""
        persons = WholePersons(self.context.cards)
        cards, parties = cast("PersonCards", persons), cast("PartyCatalogue", persons)
        return replace(self, context=replace(self.context, cards=cards, parties=parties))

    async def weigh(self, command: PersonUpsert) -> list[WeighedRecord]:
        """Return where a contact person of 1C differs from a contact of the portal, one field group each."""
        about = WeighedRecord(key=command.key, b24=command.source, name=command.contact.name)
        try:
            return await self._weighed(about, command)
        except Permanent as error:
            refusal = not_understood(error.sentence)
        except OrderRefusal as error:
            refusal = error
        return [about.with_(what="standing", note=of_person.refused(refusal, command.contact).text)]

    async def _weighed(self, about: WeighedRecord, command: PersonUpsert) -> list[WeighedRecord]:
        context, wanted = self.context, command.contact
        guid = await look_for_person(context, command)
        if not guid:
            return [about.with_(what="unpaired")] if command.may_create else []
        known = await context.store.get(person_key(guid)) or PersonEntity(person_key(guid))
        row, kinds = await context.cards.see(guid), await context.cards.kinds()
        if row is None or not of_persons.is_living(row):
            raise of_person.ended(str(row[standard.DESCRIPTION]) if row else wanted.name)
        refuse_second_person(command, known, row)
        about = about.with_(
            onec=Ref(system="onec", kind="contact_person", id=guid),
            onec_url=link(guid, self.web, contact_person.METADATA_NAME),
            busy=known.writing is not None,
        )
        if wanted.ref is None:
            return [] if context.tells else [about.with_(what="unpaired")]  # it is found unpaired from 1C's side
        here = of_persons.read_contact(row, kinds, known_parts(known))
        if not context.tells:
            wanted = with_own(wanted, here, known.fields.get("heard") or ())
        groups = [group for group in wanted.groups if group not in known.frozen]
        return [
            about.with_(
                group=str(group),
                in_b24=contact_words(command.contact, group),
                in_onec=contact_words(here, group),
                edited=_edited(wanted.groups[group].edited, known.groups.get(group, _UNHEARD)),
            )
            for group in of_persons.changes_of(wanted, groups, row, kinds)
        ]


class PartnersScales:
    """Handles `partners.weigh`; 1C's catalogs are read whole for the first look.

    Args:
        partners, persons: weigh one each.
    """

    def __init__(self, partners: PartnerScales, persons: PersonScales) -> None:
        self._partners, self._persons = partners, persons
        self._asked = ("", 0)
        self._of_look = partners, persons

    def handlers(self) -> Handlers:
        """Return the handler of `partners.weigh`."""
        return (on(PartnersWeigh, self.weigh),)

    async def weigh(self, _envelope: Envelope, message: PartnersWeigh) -> HandlerResult:
        """Say what some commands would change in partners and contact persons of 1C."""
        partners, persons = self._of(message)
        found: list[WeighedRecord] = []
        weighed = [partners.weigh(one) for one in message.partners] + [persons.weigh(one) for one in message.persons]
        for start in range(0, len(weighed), _AT_ONCE):
            found += [one for few in await asyncio.gather(*weighed[start : start + _AT_ONCE]) for one in few]
        return HandlerResult([RecordsWeighed(**answer_to_page(message, found, "b24"))])

    def _of(self, message: PartnersWeigh) -> tuple[PartnerScales, PersonScales]:
        if self._asked != (message.run, message.look):
            partners, persons = self._partners, self._persons
            is_first = message.look == 1
            self._of_look = (
                partners.for_first_look() if is_first else partners,
                persons.for_first_look() if is_first else persons,
            )
            self._asked = (message.run, message.look)
        return self._of_look


def _edited(there: int, here: GroupDoc) -> dict[System, int]:
    return {"b24": there, "onec": here.edited}
