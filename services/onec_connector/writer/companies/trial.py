"""Trial of the writer of partners: what would become of companies of the portal; nothing is written."""

from collections.abc import Collection
from dataclasses import replace

from services.onec_connector.memory.partner import PartnerEntity
from services.onec_connector.objects import standard
from services.onec_connector.reference.foreseen_parties import ForeseenParties
from services.onec_connector.vocabulary.companies import changes_of, match_entities, read_company
from services.onec_connector.writer.communications import with_own
from services.onec_connector.writer.companies import telling
from services.onec_connector.writer.companies.context import PartnerContext
from services.onec_connector.writer.companies.finding import look_for_partner, refuse_doubtful
from services.onec_connector.writer.companies.managers import with_manager
from services.onec_connector.writer.companies.settling import with_one_entity
from services.onec_connector.writer.companies.upserts import refuse_second_card
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.refusal import OrderRefusal, not_understood
from shared.bus.errors import Permanent
from shared.entities import GroupDoc
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.process.asking import Weighed, Would


class PartnerTrial:
    """Finds and compares partners as their writer does, and writes nothing.

    Whom it has foreseen of one card counts for those that come after it.

    Args:
        context: what the writer works with.
        parties: 1C's clients, for this trial alone.
    """

    def __init__(self, context: PartnerContext, parties: ForeseenParties) -> None:
        self._context = replace(context, parties=parties, customers=context.customers.looking_in(parties))
        self._parties = parties

    async def partner(self, command: PartnerUpsert) -> Weighed:
        """Say what the writer of partners would do with a company of the portal."""
        name = command.company.name
        try:
            would, guid, written = await self._would(command)
            unkept = telling.will_be_too_long(command.company, written)
            found = f"partner:{guid}" if would == "link" else ""
            return Weighed(command.source.key, name, would, counterpart=found, unkept=unkept)
        except Permanent as error:
            return self._refused(command, not_understood(error.sentence))
        except OrderRefusal as refusal:
            return self._refused(command, refusal)

    @staticmethod
    def _refused(command: PartnerUpsert, refusal: OrderRefusal) -> Weighed:
        told = telling.refused(refusal, known=command.company.ref is not None, kind=command.company.kind)
        name = command.company.name
        return Weighed(command.source.key, name, "doubtful" if refusal.doubts else "refused", f"«{name}»: {told.text}")

    async def _would(self, command: PartnerUpsert) -> tuple[Would, str, Collection[CompanyGroup]]:
        """Return what the writer of partners would do with a company, the partner, and the groups to be written."""
        guid, newcomer = await look_for_partner(self._context, command)
        if guid or newcomer is not None:
            await refuse_doubtful(self._context, command, guid)
        if first := self._parties.first_card(guid):
            raise telling.second_newcomer(command.source, first)
        if not guid:
            return ("left", "", ()) if newcomer is None else ("create", "", await self._made(command))
        entity = await self._context.store.get(f"partner:{guid}") or PartnerEntity(f"partner:{guid}")
        refuse_second_card(command, entity)
        would, written = await self._compared(command, guid, entity)
        await self._parties.give(guid, () if self._context.one_party else command.company.legal_entities)
        return would, guid, written

    async def _made(self, command: PartnerUpsert) -> Collection[CompanyGroup]:
        """Count a partner as created, with all of its groups."""
        entities = command.company.legal_entities
        partner = self._parties.foresee(command.source, command.company)
        await self._parties.give(partner, entities[:1] if self._context.one_party else entities)
        return frozenset(CompanyGroup)

    async def _compared(
        self, command: PartnerUpsert, guid: str, entity: PartnerEntity
    ) -> tuple[Would, Collection[CompanyGroup]]:
        context, company = self._context, command.company
        card = await context.cards.see(guid)
        if card is None or card.partner[standard.MARKED]:
            raise unfound.marked(str(card.partner[standard.DESCRIPTION]) if card else company.name)
        if company.ref is None:
            return "link", ()
        words = await context.cards.words(card, company.banks)
        here = read_company(card, words)
        wanted, _ = await with_manager(context, command, here.manager)
        if not context.tells:
            wanted = with_own(wanted, here, entity.fields.get("heard") or ())
        if context.one_party and len(wanted.legal_entities) > 1:
            wanted, _ = with_one_entity(wanted, match_entities(wanted.legal_entities, card, words))
        fresh = [
            group
            for group, stamp in wanted.groups.items()
            if group in context.cards.groups - entity.frozen
            and stamp.edited > entity.groups.get(group, GroupDoc()).known
        ]
        changed = changes_of(wanted, fresh, card, words).groups
        return "change" if changed else "same", changed
