"""The lane `directory`: contacts and contact persons become commands for the other side, once for each company."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog

from services.mapper import metrics, sentences
from services.mapper.doubts import asked_about, disputed, follow_up, waits_no_more
from services.mapper.links import CONTACT, Links, other_half
from services.mapper.parties.company_pairs import found_of, written_next
from services.mapper.parties.contact_words import in_portal, once, second_card, told_unsplit, wanted
from services.mapper.parties.merged_persons import person_merged
from services.mapper.parties.unpaired import await_own_pair, pair_in_company
from services.mapper.vocabulary import Vocabulary
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.contact import ContactCard, company_of, contact_of, in_company
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import CompanyNote, ContactUpsert, PersonUpsert
from shared.messages.ring.facts import ContactChanged, ContactSnapshot, ContactTouched, PersonChanged
from shared.messages.ring.outcomes import (
    ContactRefused,
    ContactUpserted,
    Outcome,
    Pair,
    PersonRefused,
    PersonUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System
from shared.store.pairs import IdPair

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ContactMapper:
    """The handlers of messages about contacts and contact persons."""

    links: Links
    words: Vocabulary

    def handlers(self) -> Handlers:
        """Return the handler of each message about contacts and contact persons."""
        return (
            on(ContactChanged, self.contact_changed),
            on(PersonChanged, self.person_changed),
            on(PersonUpserted, self.person_upserted),
            on(PersonRefused, self.person_refused),
            on(ContactUpserted, self.contact_upserted),
            on(ContactRefused, self.contact_refused),
        )

    async def contact_changed(self, envelope: Envelope, message: ContactChanged) -> HandlerResult:
        """Turn a changed contact into a command for 1C; of one that left its company the contact person stays."""
        if message.gone:
            return await self._contact_gone(message)
        owner = await self._owner(message, "onec")
        if owner is None:
            return HandlerResult(then=partial(self._left_alone, message, "onec"))
        pair, target = await self._pair(message.contact, owner)
        if target is None and (waits := await asked_about(self.links, message.ref)):
            return waits
        came_back = pair is not None and pair.more.get("gone")
        log.info("contact person wanted", key=message.ref.key, journey=envelope.correlationid)
        command = PersonUpsert(may_create=True, **await self._upsert(message, owner, pair, target))
        return HandlerResult(publish=(command,), then=partial(self._crossed, message, command.key if came_back else ""))

    async def person_command(self, message: ContactChanged) -> PersonUpsert | None:
        """Return the command about a contact for comparing; None: it is left to people."""
        owner = await self._owner(message, "onec")
        if owner is None:
            return None
        pair, target = await self._pair(message.contact, owner)
        is_left = pair is not None and bool(pair.more.get("gone"))
        if is_left or (target is None and await asked_about(self.links, message.ref)):
            return None
        return PersonUpsert(may_create=True, **await self._upsert(message, owner, pair, target))

    async def _contact_gone(self, message: ContactChanged) -> HandlerResult:
        """Leave a gone contact's pair, which old deals need, until another card takes its place."""
        log.info("a contact is gone; its contact person stays", contact=message.ref.key)
        find = partial(pair_in_company, self.links)
        if (pair := await find(message.ref)) is None:
            return HandlerResult(then=partial(await_own_pair, self.links, message.ref, CONTACT, find))
        if pair.b24 != message.ref.id or not pair.onec:
            return HandlerResult(then=partial(self._left_alone, message, "onec"))
        contact = ContactCard(ref=other_half(pair, "b24"), origin=message.ref)
        let_go = PersonUpsert(key=pair.key, source=message.ref, contact=contact, gone=True)
        followed = await self._merged(message, pair.onec)

        async def keep() -> None:
            await self.links.note_gone(let_go.key, gone=True)
            await self._left_alone(message, "onec")
            if followed.then is not None:
                await followed.then()

        return HandlerResult(publish=(let_go, *followed.publish), then=keep)

    async def _merged(self, message: ContactChanged, person: str) -> HandlerResult:
        """Link the contact person with the surviving contact, or tell that 1C keeps two."""
        became = message.became
        if became is None or person in await self._apart(became):
            return HandlerResult()
        twin = await self.links.contact(became)
        if twin is not None and twin.onec and twin.onec != person:
            told = Told(topic="order", text=sentences.merged_contacts(message.contact.name))
            return self._told(twin, message.ref, [once(message.ref, told)], became)
        hint = ContactTouched(ref=became, force=True)
        pair = Pair(kind=CONTACT, b24=became.id, onec=person)
        return HandlerResult(publish=(hint,), then=partial(self.links.settle, pair))

    async def person_changed(self, envelope: Envelope, message: PersonChanged) -> HandlerResult:
        """Turn a changed contact person into a command for the portal; if it is gone, tell the company's card."""
        if message.gone:
            return await self._person_gone(message)
        owner = await self._owner(message, "b24")
        if owner is None:
            return HandlerResult(then=partial(self._left_alone, message, "b24"))
        pair, target = await self._pair(message.contact, owner)
        if target is None and (waits := await asked_about(self.links, message.ref)):
            return waits
        if target is None and not message.contact.name:  # only weighed, as a mistyped number of 1C is
            return HandlerResult(then=partial(self._crossed, message))
        log.info("contact wanted", key=message.ref.key, journey=envelope.correlationid)
        command = ContactUpsert(
            may_create=bool(message.contact.name), **await self._upsert(message, owner, pair, target)
        )
        note = self._told(pair, message.ref, told_unsplit(message.contact))
        return HandlerResult(publish=(command, *note.publish), then=partial(self._crossed, message))

    async def contact_command(self, message: PersonChanged) -> ContactUpsert | None:
        """Return the command about a contact person for comparing, named or not; None: it is left to people."""
        owner = await self._owner(message, "b24")
        if owner is None:
            return None
        pair, target = await self._pair(message.contact, owner)
        is_left = pair is not None and bool(pair.more.get("gone"))
        if is_left or (target is None and await asked_about(self.links, message.ref)):
            return None
        return ContactUpsert(may_create=bool(message.contact.name), **await self._upsert(message, owner, pair, target))

    async def _upsert(
        self, message: ContactSnapshot, owner: Ref, pair: IdPair | None, target: Ref | None
    ) -> dict[str, Any]:
        return {
            "key": pair.key if pair else message.ref.key,
            "source": message.ref,
            "contact": wanted(message.contact, target, owner),
            "owners": self.words.rules.directory.contacts.owners,
            "not_these": await self._apart(message.ref),
        }

    async def _person_gone(self, message: PersonChanged) -> HandlerResult:
        """Tell that a contact person is gone, if the portal knows it; the pair stays, as old deals need it.

        Whoever it was merged into takes its place, unless that one has a contact of its own.
        """
        pair, company = await self.links.contact(message.ref), message.contact.company
        if pair is None:
            return HandlerResult(then=partial(await_own_pair, self.links, message.ref, CONTACT, self.links.contact))
        if pair.more.get("gone"):
            return HandlerResult(then=partial(self._no_more, HandlerResult(), message))
        owner = await self._other_company(company) if company else None
        contact = in_company(contact_of(in_portal(pair)), owner.id) if owner else in_portal(pair)
        if message.became is not None:
            text, merged = await person_merged(self.links, message, pair, contact, await self._apart(contact))
        else:
            text, merged = sentences.person_gone(message.contact.name), HandlerResult()
        note = self._told(pair, message.ref, [Told(topic="state", text=text)], contact)
        publish = (*merged.publish, *note.publish)
        return HandlerResult(publish=publish, then=partial(self._no_more, merged, message))

    async def _no_more(self, done: HandlerResult, message: PersonChanged) -> None:
        """Do what is left to do about a contact person of 1C who speaks for nobody any more."""
        if done.then is not None:
            await done.then()
        await self._left_alone(message, "b24")

    async def person_upserted(self, _envelope: Envelope, message: PersonUpserted) -> HandlerResult:
        """Pair a contact with the contact person it became, and tell what there is to tell."""
        return await self._settled(message, contact=message.source, person=message.ref)

    async def contact_upserted(self, _envelope: Envelope, message: ContactUpserted) -> HandlerResult:
        """Pair a contact person with the contact it became, and tell what there is to tell."""
        return await self._settled(message, contact=message.ref, person=message.source)

    async def person_refused(self, _envelope: Envelope, message: PersonRefused) -> HandlerResult:
        """Tell in the company's card why 1C refuses a contact."""
        metrics.refused("onec", message.reason)
        pair = await self.links.contact(message.source)
        note = self._told(pair, message.source, [once(message.source, told) for told in message.told])
        done = await follow_up(self.links, message, ())
        return replace(done, publish=(*note.publish, *done.publish))

    async def contact_refused(self, _envelope: Envelope, message: ContactRefused) -> HandlerResult:
        """Keep a contact's refusal as a dead letter for the administrator; a replay reads the person anew.

        Raises:
            Permanent: unless a person's decision is waited for; the text is the refusal.
        """
        metrics.refused("b24", message.reason)
        done = await follow_up(self.links, message, ())
        if message.doubts:
            return done
        words = " ".join(told.text for told in message.told)
        raise Permanent(words or message.reason, reason=metrics.counted("b24", message.reason))

    async def _owner(self, message: ContactSnapshot, system: System) -> Ref | None:
        """Return the other side's company or partner to write a contact in; None: it does not cross, or not yet."""
        company = self._company(message, system)
        return await self._other_company(company) if company else None

    def _company(self, message: ContactSnapshot, system: System) -> Ref | None:
        """Return the company a contact speaks for; None: it does not cross."""
        crosses = not message.gone and self.words.rules.directory.contacts.reaches(system)
        return message.contact.company or company_of(message.ref) if crosses else None

    async def _other_company(self, company: Ref) -> Ref | None:
        pair = await self.links.company(company)
        return other_half(pair, company.system) if pair else None

    async def _pair(self, contact: ContactCard, owner: Ref) -> tuple[IdPair | None, Ref | None]:
        """Return the pair of a contact or contact person, and its counterpart; else the one written in the record."""
        ref, origin = contact.ref, contact.origin
        if ref is None:
            return None, None
        if (pair := await self.links.contact(ref)) is not None:
            half = other_half(pair, ref.system)
            return pair, in_company(contact_of(half), owner.id) if half and half.system == "b24" else half
        if origin is None or {origin.id, contact_of(origin)} & {*await self._apart(ref)}:
            return None, None
        if await self.links.contact(origin) is not None:
            return None, None
        return None, origin

    async def _apart(self, ref: Ref) -> tuple[str, ...]:
        """Return the records from which a person has separated a contact, in this company or in any."""
        spelled = {ref.id: ref} | ({contact_of(ref): ref.with_(id=contact_of(ref))} if ref.system == "b24" else {})
        found = await self.links.separated([(CONTACT, one) for one in spelled.values()])
        return tuple(dict.fromkeys(other for some in found.values() for other in some))

    async def _crossed(self, message: ContactSnapshot, came_back: str = "") -> None:
        """Note that a contact waits for its company no more; `came_back` is the key of a pair with a gone card."""
        if came_back:
            await self.links.note_gone(came_back, gone=False)
        await self.links.waiting.drop([message.ref.key])

    async def _left_alone(self, message: ContactSnapshot, system: System) -> None:
        """Write nothing on the other side; a contact whose company has no pair waits for it.

        Raises:
            Retryable: the company has got its pair while nobody waited yet; uncounted.
        """
        await waits_no_more(self.links, message.ref)
        company = self._company(message, system)
        if company is None:
            await self.links.waiting.drop([message.ref.key])
            return
        await self.links.waiting.put(message.ref, company)
        if await self._other_company(company) is not None:
            raise Retryable(f"{company.key} has just got its pair", after_s=5, counted=False)

    async def _settled(self, outcome: Outcome, *, contact: Ref | None, person: Ref | None) -> HandlerResult:
        """Store a contact's pair; of two cards of one person in one company the first stays."""
        if contact is None or person is None:
            return await follow_up(self.links, outcome, ())
        if waits := await disputed(self.links, outcome, await self.links.contact(outcome.source)):
            return waits
        pair = Pair(kind=CONTACT, b24=contact.id, onec=person.id)
        twin = await self._twin(outcome, contact, person)
        if twin is None:
            await self.links.settle(pair)
        held = await self.links.contact(outcome.source)
        told = [*outcome.told, *([second_card(contact, twin, found_of(outcome))] if twin else [])]
        note = self._told(held, outcome.source, told, contact)
        done = await follow_up(self.links, outcome, () if twin else (pair,))
        return replace(done, publish=(*note.publish, *done.publish, *written_next(outcome, twin)))

    async def _twin(self, outcome: Outcome, contact: Ref, person: Ref) -> IdPair | None:
        """Return the pair of another contact with this target; a pair from an order is no company's."""
        twin = await self.links.contact(contact if outcome.source == person else person)
        if twin is None or twin.more.get("gone") or company_of(in_portal(twin)) is None:
            return None
        return None if outcome.source.id in {twin.b24, twin.onec} else twin

    def _told(self, pair: IdPair | None, source: Ref, told: list[Told], contact: Ref | None = None) -> HandlerResult:
        """Return a note for the card of the contact's company."""
        halves = (contact, source, in_portal(pair) if pair else None)
        company = next((found for one in halves if one and (found := company_of(one))), None)
        if company is None or not told:
            return HandlerResult()
        key = pair.key if pair else source.key
        return HandlerResult(publish=(CompanyNote(key=key, source=source, company=company, told=tuple(told)),))
