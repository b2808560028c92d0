"""Makes the commands about companies and partners by the rules: whether one crosses, whose values stand."""

from dataclasses import dataclass

from services.mapper.doubts import asked_about
from services.mapper.links import COMPANY, Links
from services.mapper.parties.company_pairs import apart, pair_of
from services.mapper.parties.heads import with_head
from services.mapper.translate import translated, wanted_pairs
from services.mapper.vocabulary import Vocabulary
from shared.canon import is_identified
from shared.messages.contact import ContactGroup
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyUpsert, PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanySnapshot, PartnerChanged
from shared.messages.things import Ref, System
from shared.rules.directory import CompanyRules, ContactRules
from shared.store.pairs import IdPair

_SHARED = {ContactGroup.NAME, ContactGroup.COMMUNICATIONS}


@dataclass(frozen=True, slots=True)
class CompanyCommands:
    """The commands that facts about companies and partners lead to by the rules.

    Args:
        links: who is who.
        words: of the customer's rules.
    """

    links: Links
    words: Vocabulary

    async def partner_command(self, message: CompanyChanged) -> PartnerUpsert | None:
        """Return the command about a company for comparing; None: it is left to people."""
        pair, target = await pair_of(self.links, message.company)
        is_left = pair is not None and bool(pair.more.get("gone") or pair.more.get("marked"))
        if is_left or not self.crosses(message, "onec", target):
            return None
        if target is None and await asked_about(self.links, message.ref):
            return None
        return await self.partner_upsert(message, pair, target)

    async def company_command(self, message: PartnerChanged) -> CompanyUpsert | None:
        """Return the command about a partner, also for comparing; None: he is left to people.

        Of a pair whose card is gone people decide, as of a doubt.
        """
        pair, target = await pair_of(self.links, message.company)
        is_left = pair is not None and bool(pair.more.get("gone") or pair.more.get("marked"))
        if is_left or not self.crosses(message, "b24", target, weighed=True):
            return None
        if target is None and await asked_about(self.links, message.ref):
            return None
        return await self.company_upsert(message, pair, target)

    async def partner_upsert(self, message: CompanyChanged, pair: IdPair | None, target: Ref | None) -> PartnerUpsert:
        """Return the command that makes the partner of a company; its pair and target are as `pair_of` finds them."""
        rules = self.words.rules
        return PartnerUpsert(
            key=pair.key if pair else message.ref.key,
            source=message.ref,
            company=await self._swapped(message.company, target),
            owners=self._owners(message.company),
            may_create=is_identified(message.company),
            manager_default=rules.manager_default.onec,
            not_these=await apart(self.links, message.ref),
            shared_contact=rules.shared_contact,
        )

    async def company_upsert(self, message: PartnerChanged, pair: IdPair | None, target: Ref | None) -> CompanyUpsert:
        """Return the command that makes the company of a partner; his pair and target are as `pair_of` finds them."""
        rules, company = self.words.rules, await self._swapped(message.company, target)
        is_person = company.kind == "person"  # nobody's part in the portal, whatever 1C says
        company = company.with_(head=None) if is_person else await with_head(self.links, company)
        head = (company.head.ref.id,) if company.head and company.head.ref else ()  # nobody is his own head
        return CompanyUpsert(
            key=pair.key if pair else message.ref.key,
            source=message.ref,
            company=company,
            owners=self._owners(message.company),
            may_create=is_identified(message.company),
            manager_default=rules.manager_default.b24,
            not_these=(*await apart(self.links, message.ref), *head),
            shared_contact=rules.shared_contact,
        )

    def crosses(self, message: CompanySnapshot, system: System, target: Ref | None, *, weighed: bool = False) -> bool:
        """Tell whether a company or partner crosses by the rules; it needs a pair or a number.

        A mistyped number goes to 1C, which refuses it in words that the manager reads in the card. One of 1C is only
        weighed, which tells of all at once: a dead letter for each, at every edit, is a flood. A private person crosses
        where contacts do. Who is a person in 1C and a company in the portal does not, nor the other way round.
        """
        company = message.company
        is_person = company.kind == "person"
        if target is not None and target.system == "b24" and (target.kind == COMPANY) == is_person:
            return False
        if not self._ruled(company).reaches(system):
            return False
        mistyped = (system == "onec" or weighed) and not is_person and any(one.inn for one in company.legal_entities)
        return target is not None or mistyped or is_identified(company)

    def _ruled(self, company: Company) -> CompanyRules | ContactRules:
        """Return by which rules a company or partner crosses; a private person crosses where contacts do."""
        directory = self.words.rules.directory
        return directory.contacts if company.kind == "person" else directory.companies

    def _owners(self, company: Company) -> dict[CompanyGroup, System]:
        """Return whose value of each group stands; name and communications of a private person are a contact's."""
        directory = self.words.rules.directory
        owners = dict(directory.companies.owners)
        if company.kind == "person":
            owners |= {
                CompanyGroup(group): owner for group, owner in directory.contacts.owners.items() if group in _SHARED
            }
        return owners

    async def _swapped(self, company: Company, target: Ref | None) -> Company:
        wanted = wanted_pairs(company)
        pairs, separated = await self.links.counterparts(wanted), await self.links.separated(wanted)
        named = company.with_(manager=self.words.manager(company.manager, company.ref.system if company.ref else "b24"))
        return translated(named, ref=target, pairs=pairs, separated=separated)
