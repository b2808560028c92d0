"""Contact persons that 1C has merged into others: their contacts follow, or the manager is told."""

from collections.abc import Collection
from functools import partial

from services.mapper import sentences
from services.mapper.links import CONTACT, Links
from shared.bus.result import HandlerResult
from shared.messages.contact import ContactCard, contact_of
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.facts import PersonChanged, PersonTouched
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from shared.store.pairs import IdPair


async def person_merged(
    links: Links, message: PersonChanged, pair: IdPair, contact: Ref, apart: Collection[str]
) -> tuple[str, HandlerResult]:
    """Link a contact with the surviving contact person; both are published as strangers to each other.

    Args:
        links: who is who.
        message: of the one that is gone.
        pair: of it.
        contact: that stands for it, in its company.
        apart: contact persons that a person has said the contact is not.

    Returns:
        what is told in the company's card, and what there is to do.
    """
    became, name = message.became, message.contact.name
    if became is None or became.id in apart:
        return sentences.person_gone(name), HandlerResult()
    twin = await links.contact(became)
    if twin is not None and twin.b24 and twin.key != pair.key and not twin.more.get("gone"):
        other = contact_of(Ref(system="b24", kind=CONTACT, id=twin.b24))
        return sentences.merged_with_another_person(name, other), HandlerResult()
    card = ContactCard(ref=contact, origin=became)
    let_go = ContactUpsert(key=pair.key, source=became, contact=card, gone=True)
    settled = Pair(kind=CONTACT, b24=contact.id, onec=became.id)
    hint = PersonTouched(ref=became, force=True)
    return sentences.merged_person(name), HandlerResult(publish=(let_go, hint), then=partial(links.settle, settled))
