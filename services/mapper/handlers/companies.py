"""The lane `directory`: companies and partners become commands for the other side, outcomes pairs and notes."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from services.mapper import metrics, sentences
from services.mapper.doubts import asked_about, disputed, follow_up, waits_no_more
from services.mapper.links import COMPANY, Links
from services.mapper.parties.company_commands import CompanyCommands
from services.mapper.parties.company_pairs import (
    found_of,
    let_be_asked,
    let_go,
    pair_of,
    parts_of,
    told_to,
    written_next,
)
from services.mapper.parties.gone_companies import GoneCompanies
from services.mapper.parties.heads import await_head
from services.mapper.vocabulary import Vocabulary
from shared.bus.errors import Permanent
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.pairs import PRIVATE_PERSON, party_pair
from shared.messages.ring.commands import CompanyUpsert, PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, PartnerChanged
from shared.messages.ring.outcomes import (
    CompanyRefused,
    CompanyUpserted,
    Outcome,
    Pair,
    PartnerRefused,
    PartnerUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store.pairs import IdPair

_ITSELF = {COMPANY, PRIVATE_PERSON}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CompanyMapper:
    """The handlers of messages about companies and partners.

    Args:
        links: who is who.
        words: of the customer's rules.
        pause: so long what keys alone have found stays without a pair (`let_be_asked`).
    """

    links: Links
    words: Vocabulary
    pause: timedelta = timedelta()

    @property
    def commands(self) -> CompanyCommands:
        """The commands that facts about companies and partners lead to, also for comparing."""
        return CompanyCommands(self.links, self.words)

    @property
    def _gone(self) -> GoneCompanies:
        return GoneCompanies(self.links)

    def handlers(self) -> Handlers:
        """Return the handler of each message about companies and partners."""
        return (
            on(CompanyChanged, self.company_changed),
            on(PartnerChanged, self.partner_changed),
            on(PartnerUpserted, self.partner_upserted),
            on(PartnerRefused, self.partner_refused),
            on(CompanyUpserted, self.company_upserted),
            on(CompanyRefused, self.company_refused),
        )

    async def company_changed(self, envelope: Envelope, message: CompanyChanged) -> HandlerResult:
        """Turn a changed company into a command for 1C; a deleted one is left to people there."""
        pair, target = await pair_of(self.links, message.company)
        if message.gone:
            return await self._gone.company_gone(message, pair, target)
        if not self.commands.crosses(message, "onec", target):
            return HandlerResult(then=partial(waits_no_more, self.links, message.ref))
        if target is None and (waits := await asked_about(self.links, message.ref, parts_of(message.company))):
            return waits
        log.info("partner wanted", key=message.ref.key, journey=envelope.correlationid)
        command = await self.commands.partner_upsert(message, pair, target)
        came_back = pair is not None and bool(pair.more.get("gone"))
        return HandlerResult(publish=(command,), then=partial(self._is_there, command, came_back=came_back))

    async def _is_there(self, command: PartnerUpsert, *, came_back: bool) -> None:
        """Keep that a company of the portal is not gone, whether it was known as gone or has waited to be."""
        if came_back:
            await self.links.note_gone(command.key, gone=False)
        await self.links.waiting.drop_for_itself(command.source, party_pair(command.source))

    async def partner_changed(self, envelope: Envelope, message: PartnerChanged) -> HandlerResult:
        """Turn a changed partner into a command for the portal; if he is gone, his company is told."""
        pair, target = await pair_of(self.links, message.company)
        if message.gone:
            return await self._gone.partner_gone(message, pair, target)
        if not self.commands.crosses(message, "b24", target):
            return HandlerResult(then=partial(waits_no_more, self.links, message.ref))
        if target is None and (waits := await asked_about(self.links, message.ref, parts_of(message.company))):
            return waits
        log.info("company wanted", key=message.ref.key, journey=envelope.correlationid)
        command = await self.commands.company_upsert(message, pair, target)
        was_marked = pair is not None and bool(pair.more.get("marked"))
        return HandlerResult(publish=(command,), then=partial(self._crossed, command, was_marked=was_marked))

    async def _crossed(self, command: CompanyUpsert, *, was_marked: bool) -> None:
        """Keep that a partner is marked no more, and whose part he is."""
        if was_marked:
            await self.links.note_marked(command.key, marked=False)
        await self.links.waiting.drop_for_itself(command.source, party_pair(command.source))
        await await_head(self.links, command.source, command.company)

    async def partner_upserted(self, envelope: Envelope, message: PartnerUpserted) -> HandlerResult:
        """Pair a company with the partner it became, and tell what there is to tell.

        Raises:
            Retryable: keys alone have found the partner just now.
        """
        if waits := await disputed(self.links, message, await self.links.company(message.source)):
            return waits
        let_be_asked(envelope, message, self.pause)
        pair, twin = await self._settled(message, company=message.source, partner=message.ref)
        named = found_of(message).source
        say = sentences.two_companies if party_pair(message.source) == COMPANY else sentences.two_private_contacts
        told = (*message.told, *(_twin(say(twin.b24, named)) if twin and twin.b24 else ()))
        note = told_to(pair, message.source, message.source, told)
        return await self._followed(message, note, message.source, message.ref, twin)

    async def company_upserted(self, envelope: Envelope, message: CompanyUpserted) -> HandlerResult:
        """Pair a partner with the company it became, and tell what there is to tell.

        Raises:
            Retryable: keys alone have found the company just now.
        """
        if waits := await disputed(self.links, message, await self.links.company(message.source)):
            return waits
        let_be_asked(envelope, message, self.pause)
        former = await self.links.company(message.ref) if message.ref else None
        pair, twin = await self._settled(message, company=message.ref, partner=message.source)
        is_private = message.ref is not None and party_pair(message.ref) == PRIVATE_PERSON
        say = sentences.two_private_partners if is_private else sentences.two_partners
        told = (*message.told, *(_twin(say(found_of(message))) if twin else ()))
        note = told_to(pair, message.source, message.ref, told)
        done = await self._followed(message, note, message.ref, message.source, twin)
        if message.ref is not None and twin is None and await self._is_outdated(message):
            done = replace(done, publish=(*done.publish, CompanyTouched(ref=message.ref, force=True)))
        took_over = pair is not None and pair.onec == message.source.id != (former.onec if former else None)
        if message.ref is None or former is None or not former.onec or not took_over:
            return done
        return replace(done, publish=(let_go(former.key, message.ref, message.source), *done.publish))

    async def _is_outdated(self, outcome: CompanyUpserted) -> bool:
        """Tell whether a requisite has a pair with another legal entity than the one that it was found for.

        1C may have merged that into this one; the onec-connector says so when the company is read and told again.
        """
        if not self.words.rules.directory.companies.reaches("onec"):
            return False
        pairs = _requisites(outcome)
        known = await self.links.counterparts((one.kind, Ref(system="b24", kind=one.kind, id=one.b24)) for one in pairs)
        return any(known.get((one.kind, one.b24), one.onec) != one.onec for one in pairs)

    async def partner_refused(self, _envelope: Envelope, message: PartnerRefused) -> HandlerResult:
        """Tell in a company's card why 1C refuses it."""
        metrics.refused("onec", message.reason)
        pair = await self.links.company(message.source)
        return await self._followed(message, told_to(pair, message.source, message.source, message.told))

    async def company_refused(self, _envelope: Envelope, message: CompanyRefused) -> HandlerResult:
        """Keep a company's refusal as a dead letter for the administrator; a replay reads the partner anew.

        Raises:
            Permanent: unless a person's decision is waited for; the text is the refusal.
        """
        metrics.refused("b24", message.reason)
        done = await follow_up(self.links, message, ())
        if message.doubts:
            return done
        words = " ".join(told.text for told in message.told)
        raise Permanent(words or message.reason, reason=metrics.counted("b24", message.reason))

    async def _settled(
        self, outcome: Outcome, *, company: Ref | None, partner: Ref | None
    ) -> tuple[IdPair | None, IdPair | None]:
        """Store a company's and partner's pair, unless the target has another: of a client's two cards the first stays.

        Returns:
            the pair of the source, and the pair of another record with the same target.
        """
        twin = await self.links.company(outcome.ref) if outcome.ref else None
        if twin is not None and (_is_free(twin, outcome) or outcome.source.id in {twin.b24, twin.onec}):
            twin = None
        if company is not None and partner is not None and twin is None:
            await self.links.settle(Pair(kind=party_pair(company, partner), b24=company.id, onec=partner.id))
            undone = outcome.undone if isinstance(outcome, PartnerUpserted) else ()
            await self.links.renew(_requisites(outcome), undone)
        return await self.links.company(outcome.source), twin

    async def _followed(
        self,
        outcome: Outcome,
        note: HandlerResult,
        company: Ref | None = None,
        partner: Ref | None = None,
        twin: IdPair | None = None,
    ) -> HandlerResult:
        """Have everything read again that waited for the pair of this company and partner."""
        kind = party_pair(company, partner) if company and partner else COMPANY
        pairs = [Pair(kind=kind, b24=company.id, onec=partner.id)] if company and partner and not twin else []
        known = [*pairs, *(pair for pair in outcome.pairs if pair.kind not in _ITSELF and pairs)]
        done = await follow_up(self.links, outcome, known)
        return replace(done, publish=(*note.publish, *done.publish, *written_next(outcome, twin)))


def _requisites(outcome: Outcome) -> list[Pair]:
    return [pair for pair in outcome.pairs if pair.kind not in _ITSELF]


def _is_free(pair: IdPair, outcome: Outcome) -> bool:
    """Tell whether another card may take over a pair: its company is deleted, or its partner marked."""
    return bool(pair.more.get("gone") or (outcome.source.system == "onec" and pair.more.get("marked")))


def _twin(text: str) -> tuple[Told, ...]:
    return (Told(topic="order", text=text),)
