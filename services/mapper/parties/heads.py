"""The heads of partners: each is named in the portal as soon as the head has a company of its own there."""

from services.mapper.links import Links
from shared.bus.errors import Retryable
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Ref


async def with_head(links: Links, wanted: Company) -> Company:
    """Return a partner with the company of his head, or without a `ref` where there is none to name.

    Args:
        links: who is who.
        wanted: a partner in the portal's ids.
    """
    head = wanted.head
    if head is None or head.origin is None:
        return wanted
    return wanted if await _has_company(links, wanted) else wanted.with_(head=head.with_(ref=None))


async def await_head(links: Links, partner: Ref, wanted: Company) -> None:
    """Have a partner looked at again once his head has a company, unless a later word has named another head.

    Args:
        links: who is who.
        partner: of 1C.
        wanted: as `with_head` returns him.

    Raises:
        Retryable: the head has got it while nobody waited yet; uncounted.
    """
    stamp = wanted.groups.get(CompanyGroup.HEAD)
    if stamp is None:
        return
    head = wanted.head.origin if wanted.head else None
    if wanted.head is None or wanted.head.ref is not None or head is None or head == partner:
        await links.waiting.drop_unless_later(partner, stamp.edited)
        return
    await links.waiting.put_unless_later(partner, head, stamp.edited)
    if await _has_company(links, wanted):
        raise Retryable(f"{head.key} has just got its pair", after_s=5, counted=False)


async def _has_company(links: Links, wanted: Company) -> bool:
    """Tell whether a partner's head has a company that was not deleted; nobody is his own head."""
    head = wanted.head.origin if wanted.head else None
    if head is None or head == wanted.origin:
        return False
    pair = await links.company(head)
    return pair is not None and bool(pair.b24) and not pair.more.get("gone")
