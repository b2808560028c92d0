"""Companies, contacts and their like that are gone before they have a pair: it may be in the making."""

from collections.abc import Awaitable, Callable

from services.mapper.doubts import waits_no_more
from services.mapper.links import Links
from services.mapper.parties.contact_words import in_portal
from shared.bus.errors import Retryable
from shared.messages.contact import company_of
from shared.messages.things import Ref
from shared.store.pairs import IdPair


async def pair_in_company(links: Links, contact: Ref) -> IdPair | None:
    """Return the pair of a contact in its company; one that an order has met without a company is none of this."""
    pair = await links.contact(contact)
    return pair if pair is not None and company_of(in_portal(pair)) is not None else None


async def await_own_pair(links: Links, gone: Ref, kind: str, find: Callable[[Ref], Awaitable[IdPair | None]]) -> None:
    """Have a company, contact or their like that is gone read again once it has a pair, which is to know.

    Args:
        links: who is who.
        gone: the record.
        kind: of the pair.
        find: looks its pair up.

    Raises:
        Retryable: it has got one while nobody waited yet; uncounted.
    """
    await waits_no_more(links, gone)
    await links.waiting.put_for_itself(gone, kind)
    if await find(gone) is not None:
        raise Retryable(f"{gone.key} has just got its pair", after_s=5, counted=False)
