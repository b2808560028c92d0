"""The lane `directory`: companies and partners become commands for the other side, outcomes become pairs and notes."""

from dataclasses import dataclass, replace
from functools import partial

import structlog

from services.mapper import metrics, sentences
from services.mapper.doubts import asked_about, disputed, follow_up, waits_no_more, woken
from services.mapper.links import COMPANY, Links, other_half
from services.mapper.translate import translated, wanted_pairs
from services.mapper.vocabulary import Vocabulary
from shared.bus.done import Done
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.canon import is_identified
from shared.messages.envelope import Envelope
from shared.messages.party import Company
from shared.messages.ring.commands import CompanyNote, CompanyUpsert, PartnerUpsert
from shared.messages.ring.facts import CompanyChanged, CompanySnapshot, CompanyTouched, PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import (
    CompanyRefused,
    CompanyUpserted,
    Outcome,
    Pair,
    PartnerRefused,
    PartnerUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System
from shared.store.pairs import IdPair

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CompanyMapper:
    """The handlers of companies, and what they need."""

    links: Links
    words: Vocabulary

    def handlers(self) -> Handlers:
        """Tell which message goes to which handler."""
        return (
            on(CompanyChanged, self.company_changed),
            on(PartnerChanged, self.partner_changed),
            on(PartnerUpserted, self.partner_upserted),
            on(PartnerRefused, self.partner_refused),
            on(CompanyUpserted, self.company_upserted),
            on(CompanyRefused, self.company_refused),
        )

    async def company_changed(self, envelope: Envelope, message: CompanyChanged) -> Done:
        """Turn a company into a command for 1C; one that was deleted is left to people there."""
        pair, target = await self._pair(message.company)
        if message.gone:
            return await self._company_gone(message, pair, target)
        if not self._crosses(message, "onec", target):
            return Done(then=partial(waits_no_more, self.links, message.ref))
        if target is None and await asked_about(self.links, message.company):
            return Done()
        log.info("partner wanted", key=message.ref.key, journey=envelope.correlationid)
        rules = self.words.rules
        command = PartnerUpsert(
            key=pair.key if pair else message.ref.key,
            source=message.ref,
            company=await self._swapped(message.company, target),
            owners=rules.directory.companies.owners,
            may_create=is_identified(message.company),
            manager_default=rules.manager_default.onec,
            not_these=await self._apart(message.ref),
        )
        came_back = pair is not None and pair.more.get("gone")
        return Done(
            publish=(command,), then=partial(self.links.note_gone, command.key, gone=False) if came_back else None
        )

    async def _company_gone(self, message: CompanyChanged, pair: IdPair | None, target: Ref | None) -> Done:
        """Leave the pair, by which old deals are understood, until another card of the same client takes its place."""
        log.warning("a company was deleted; its partner stays", company=message.ref.key, partner=target and target.id)
        if pair is None or target is None:
            return Done()
        company = Company(ref=target, origin=message.ref)
        let_go = PartnerUpsert(key=pair.key, source=message.ref, company=company, gone=True)
        followed = await self._company_merged(message, target) if message.became else Done()

        async def keep() -> None:
            await self.links.note_gone(pair.key, gone=True)
            if followed.then is not None:
                await followed.then()

        return Done(publish=(let_go, *followed.publish), then=keep)

    async def _company_merged(self, message: CompanyChanged, partner: Ref) -> Done:
        """Link the partner with the survivor; one that has a partner already is told that 1C keeps two."""
        became = message.became
        if became is None or partner.id in await self._apart(became):
            return Done()
        twin = await self.links.company(became)
        if twin is not None and twin.onec and twin.onec != partner.id:
            told = Told(topic="order", text=sentences.merged_companies(message.company.name))
            return _told(twin, message.ref, became, (told,))
        settled = Pair(kind=COMPANY, b24=became.id, onec=partner.id)
        waiting = await woken(self.links, settled)
        hint = CompanyTouched(ref=became, force=True)
        return Done(publish=(hint, *waiting.publish), then=partial(self._settle, settled, waiting))

    async def _settle(self, pair: Pair, *dones: Done) -> None:
        """Keep a pair, then do what is left to do."""
        await self.links.settle(pair)
        for done in dones:
            if done.then is not None:
                await done.then()

    async def partner_changed(self, envelope: Envelope, message: PartnerChanged) -> Done:
        """Turn a partner into a command for the portal; of one that is gone its company is told."""
        pair, target = await self._pair(message.company)
        if message.gone:
            return await self._partner_gone(message)
        if not self._crosses(message, "b24", target):
            return Done(then=partial(waits_no_more, self.links, message.ref))
        if target is None and await asked_about(self.links, message.company):
            return Done()
        if pair is not None and pair.more.get("marked"):
            await self.links.note_marked(pair.key, marked=False)
        log.info("company wanted", key=message.ref.key, journey=envelope.correlationid)
        rules = self.words.rules
        command = CompanyUpsert(
            key=pair.key if pair else message.ref.key,
            source=message.ref,
            company=await self._swapped(message.company, target),
            owners=rules.directory.companies.owners,
            may_create=is_identified(message.company),
            manager_default=rules.manager_default.b24,
            not_these=await self._apart(message.ref),
        )
        return Done(publish=(command,))

    async def _partner_gone(self, message: PartnerChanged) -> Done:
        """Tell it in the company's card; where the company is being made just now, as soon as there is one.

        Whoever he was merged into takes his place, unless that one has a company of his own.
        """
        pair, target = await self._pair(message.company)
        if target is None:
            return Done(then=partial(self._wait, message))
        if message.became is not None and pair is not None:
            return await self._partner_merged(message, pair, target, message.became)
        if pair is not None:
            await self.links.note_marked(pair.key, marked=True)
        return self._gone_told(message.ref, pair, target, sentences.partner_gone(message.company.name))

    async def _partner_merged(self, message: PartnerChanged, pair: IdPair, company: Ref, became: Ref) -> Done:
        """Link the company with the survivor; each is told to the other as to a stranger, with numbers of its own."""
        name, twin = message.company.name, await self.links.company(became)
        if twin is not None and twin.b24 and not twin.more.get("gone"):
            return self._gone_told(message.ref, pair, company, sentences.merged_with_another(name, twin.b24))
        if became.id in await self._apart(company):
            return self._gone_told(message.ref, pair, company, sentences.partner_gone(name))
        log.info("a company follows its merged partner", company=company.key, partner=became.id)
        settled = Pair(kind=COMPANY, b24=company.id, onec=became.id)
        told, waiting = (
            self._gone_told(message.ref, pair, company, sentences.merged(name)),
            await woken(self.links, settled),
        )
        let_go = _let_go(pair.key, company, became)
        hints = (PartnerTouched(ref=became, force=True), *waiting.publish)
        return Done(publish=(let_go, *told.publish, *hints), then=partial(self._settle, settled, told, waiting))

    def _gone_told(self, partner: Ref, pair: IdPair | None, company: Ref, text: str) -> Done:
        drop = partial(self.links.waiting.drop, [partner.key])
        return replace(_told(pair, partner, company, (Told(topic="state", text=text),)), then=drop)

    async def _wait(self, message: PartnerChanged) -> None:
        """Have a partner looked at again once it has a company.

        Raises:
            Retryable: it has got one while nobody waited yet; uncounted.
        """
        await self.links.waiting.put(message.ref, message.ref)
        if (await self._pair(message.company))[1] is not None:
            raise Retryable(f"{message.ref.key} has just got its pair", after_s=5, counted=False)

    async def partner_upserted(self, _envelope: Envelope, message: PartnerUpserted) -> Done:
        """Pair the company with the partner it became, and tell what there is to tell."""
        if await disputed(self.links, message):
            return Done()
        pair, twin = await self._settled(message, company=message.source, partner=message.ref)
        told = (*message.told, *(_twin(sentences.two_companies(twin.b24)) if twin and twin.b24 else ()))
        note = _told(pair, message.source, message.source, told)
        return await self._followed(message, note, message.source, message.ref, twin)

    async def company_upserted(self, _envelope: Envelope, message: CompanyUpserted) -> Done:
        """Pair the partner with the company it became, and tell what there is to tell."""
        if await disputed(self.links, message):
            return Done()
        former = await self.links.company(message.ref) if message.ref else None
        pair, twin = await self._settled(message, company=message.ref, partner=message.source)
        told = (*message.told, *(_twin(sentences.two_partners()) if twin else ()))
        note = _told(pair, message.source, message.ref, told)
        done = await self._followed(message, note, message.ref, message.source, twin)
        took_over = pair is not None and pair.onec == message.source.id != (former.onec if former else None)
        if message.ref is None or former is None or not former.onec or not took_over:
            return done
        return replace(done, publish=(_let_go(former.key, message.ref, message.source), *done.publish))

    async def partner_refused(self, _envelope: Envelope, message: PartnerRefused) -> Done:
        """Tell in the company's card why 1C does not take it."""
        metrics.refused("onec", message.reason)
        pair = await self.links.company(message.source)
        return await self._followed(message, _told(pair, message.source, message.source, message.told))

    async def company_refused(self, _envelope: Envelope, message: CompanyRefused) -> Done:
        """Keep the refusal among the dead letters for the administrator; replayed, the partner is read anew.

        Raises:
            Permanent: unless a person's decision is waited for; the text is the refusal.
        """
        metrics.refused("b24", message.reason)
        done = await follow_up(self.links, message, ())
        if message.doubts:
            return done
        words = " ".join(told.text for told in message.told)
        raise Permanent(words or message.reason, reason=metrics.counted("b24", message.reason))

    def _crosses(self, message: CompanySnapshot, system: System, target: Ref | None) -> bool:
        """Tell whether a system hears of a record: as the rules say, of whoever has a pair or a number.

        A number that a manager has mistyped goes to 1C, which refuses it in words that he reads in the card.
        """
        company, rules = message.company, self.words.rules.directory.companies
        if company.kind == "person" or not rules.reaches(system):
            return False
        mistyped = system == "onec" and any(one.inn for one in company.legal_entities)
        return target is not None or mistyped or is_identified(company)

    async def _pair(self, company: Company) -> tuple[IdPair | None, Ref | None]:
        """Return the pair of a record, and the record on the other side; without a pair, the one written in it.

        What is written in a copy is the id of what it was copied from, which has a pair of its own.
        """
        ref, origin = company.ref, company.origin
        if ref is None:
            return None, None
        if (pair := await self.links.company(ref)) is not None:
            return pair, other_half(pair, ref.system)
        if origin is None or origin.id in await self._apart(ref):
            return None, None
        return None, None if await self.links.company(origin) is not None else origin

    async def _apart(self, ref: Ref) -> tuple[str, ...]:
        """Return what a person has said a record is not."""
        return (await self.links.separated([(COMPANY, ref)])).get((COMPANY, ref.id), ())

    async def _swapped(self, company: Company, target: Ref | None) -> Company:
        wanted = wanted_pairs(company)
        pairs, separated = await self.links.partners(wanted), await self.links.separated(wanted)
        named = company.with_(manager=self.words.manager(company.manager, company.ref.system if company.ref else "b24"))
        return translated(named, ref=target, pairs=pairs, separated=separated)

    async def _settled(
        self, outcome: Outcome, *, company: Ref | None, partner: Ref | None
    ) -> tuple[IdPair | None, IdPair | None]:
        """Keep who the target is, unless that is somebody else's already: of two cards of one client the first stays.

        Returns:
            the pair of the source, and the pair of another record with the same target.
        """
        twin = await self.links.company(outcome.ref) if outcome.ref else None
        if twin is not None and (_is_free(twin, outcome) or outcome.source.id in {twin.b24, twin.onec}):
            twin = None
        if company is not None and partner is not None and twin is None:
            await self.links.settle(Pair(kind=COMPANY, b24=company.id, onec=partner.id))
            await self.links.remember([pair for pair in outcome.pairs if pair.kind != COMPANY])
        return await self.links.company(outcome.source), twin

    async def _followed(
        self,
        outcome: Outcome,
        note: Done,
        company: Ref | None = None,
        partner: Ref | None = None,
        twin: IdPair | None = None,
    ) -> Done:
        """Wake whoever waited to know what was settled here."""
        pairs = [Pair(kind=COMPANY, b24=company.id, onec=partner.id)] if company and partner and not twin else []
        known = [*pairs, *(pair for pair in outcome.pairs if pair.kind != COMPANY and pairs)]
        done = await follow_up(self.links, outcome, known)
        return replace(done, publish=(*note.publish, *done.publish))


def _is_free(pair: IdPair, outcome: Outcome) -> bool:
    """Tell whether another card may take the place of a pair's: a deleted company's, or a marked partner's."""
    return bool(pair.more.get("gone") or (outcome.source.system == "onec" and pair.more.get("marked")))


def _let_go(key: str, company: Ref, partner: Ref) -> CompanyUpsert:
    """Have a company told to the partner who takes another's place."""
    return CompanyUpsert(key=key, source=partner, company=Company(ref=company, origin=partner), gone=True)


def _twin(text: str) -> tuple[Told, ...]:
    return (Told(topic="order", text=text),)


def _told(pair: IdPair | None, source: Ref, company: Ref | None, told: tuple[Told, ...]) -> Done:
    if company is None or not told:
        return Done()
    key = pair.key if pair else source.key
    return Done(publish=(CompanyNote(key=key, source=source, company=company, told=told),))
