"""Companies and partners that are gone: deleted, marked for deletion, or merged into others."""

from dataclasses import dataclass, replace
from functools import partial

import structlog

from services.mapper import sentences
from services.mapper.doubts import woken
from services.mapper.links import Links
from services.mapper.parties.company_pairs import apart, let_go, told_to
from services.mapper.parties.unpaired import await_own_pair
from shared.bus.result import HandlerResult
from shared.messages.pairs import PRIVATE_PERSON, party_pair
from shared.messages.party import Company
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store.pairs import IdPair

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GoneCompanies:
    """Decides what becomes of the pair of a company or partner that is deleted, marked or merged."""

    links: Links

    async def company_gone(self, message: CompanyChanged, pair: IdPair | None, target: Ref | None) -> HandlerResult:
        """Leave a gone company's pair, which old deals need, until another card takes its place."""
        log.warning("a company was deleted; its partner stays", company=message.ref.key, partner=target and target.id)
        if pair is None or target is None:
            return self._awaiting(message.ref)
        company = Company(ref=target, origin=message.ref, kind=message.company.kind)
        left = PartnerUpsert(key=pair.key, source=message.ref, company=company, gone=True)
        followed = await self._company_merged(message, target) if message.became else HandlerResult()

        async def keep() -> None:
            await self.links.note_gone(pair.key, gone=True)
            await self.links.waiting.drop([message.ref.key])
            if followed.then is not None:
                await followed.then()

        return HandlerResult(publish=(left, *followed.publish), then=keep)

    async def _company_merged(self, message: CompanyChanged, partner: Ref) -> HandlerResult:
        """Link the partner with the surviving company, or tell that 1C keeps two."""
        became = message.became
        if became is None or partner.id in await apart(self.links, became):
            return HandlerResult()
        twin = await self.links.company(became)
        if twin is not None and twin.onec and twin.onec != partner.id:
            say = sentences.merged_private if _is_private(became) else sentences.merged_companies
            told = Told(topic="order", text=say(message.company.name))
            return told_to(twin, message.ref, became, (told,))
        settled = Pair(kind=party_pair(became), b24=became.id, onec=partner.id)
        waiting = await woken(self.links, settled)
        hint = CompanyTouched(ref=became, force=True)
        return HandlerResult(publish=(hint, *waiting.publish), then=partial(self._settle, settled, waiting))

    async def _settle(self, pair: Pair, *dones: HandlerResult) -> None:
        """Store the pair that a merge of companies or partners leads to, then do what is left to do."""
        await self.links.settle(pair)
        for done in dones:
            if done.then is not None:
                await done.then()

    async def partner_gone(self, message: PartnerChanged, pair: IdPair | None, target: Ref | None) -> HandlerResult:
        """Tell in its company's card that a partner is gone, or as soon as there is such a card.

        Whoever he was merged into takes his place, unless that one has a company of his own.
        """
        if target is None:
            return self._awaiting(message.ref)
        if message.became is not None and pair is not None:
            return await self._partner_merged(message, pair, target, message.became)
        told = self._gone_told(message.ref, pair, target, _gone_words(target, message.company.name))
        return replace(told, then=partial(self._note_marked, pair.key, told)) if pair is not None else told

    async def _partner_merged(self, message: PartnerChanged, pair: IdPair, company: Ref, became: Ref) -> HandlerResult:
        """Link the company with the surviving partner; both are published as strangers to each other."""
        name, twin = message.company.name, await self.links.company(became)
        if twin is not None and twin.b24 and not twin.more.get("gone"):
            say = sentences.private_merged_with_another if _is_private(company) else sentences.merged_with_another
            return self._gone_told(message.ref, pair, company, say(name, twin.b24))
        if became.id in await apart(self.links, company):
            return self._gone_told(message.ref, pair, company, _gone_words(company, name))
        log.info("a company follows its merged partner", company=company.key, partner=became.id)
        settled = Pair(kind=party_pair(company), b24=company.id, onec=became.id)
        told, waiting = (
            self._gone_told(
                message.ref,
                pair,
                company,
                (sentences.private_merged if _is_private(company) else sentences.merged)(name),
            ),
            await woken(self.links, settled),
        )
        hints = (PartnerTouched(ref=became, force=True), *waiting.publish)
        return HandlerResult(
            publish=(let_go(pair.key, company, became), *told.publish, *hints),
            then=partial(self._settle, settled, told, waiting),
        )

    def _gone_told(self, partner: Ref, pair: IdPair | None, company: Ref, text: str) -> HandlerResult:
        drop = partial(self.links.waiting.drop, [partner.key])
        return replace(told_to(pair, partner, company, (Told(topic="state", text=text),)), then=drop)

    async def _note_marked(self, key: str, told: HandlerResult) -> None:
        await self.links.note_marked(key, marked=True)
        if told.then is not None:
            await told.then()

    def _awaiting(self, gone: Ref) -> HandlerResult:
        """Have a gone company or partner read again once it has a pair."""
        return HandlerResult(then=partial(await_own_pair, self.links, gone, party_pair(gone), self.links.company))


def _is_private(card: Ref) -> bool:
    """Tell whether a card of the portal is a private person's."""
    return party_pair(card) == PRIVATE_PERSON


def _gone_words(card: Ref, name: str) -> str:
    return (sentences.private_gone if _is_private(card) else sentences.partner_gone)(name)
