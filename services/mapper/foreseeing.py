"""Previews which commands decisions would become; no pair is created or completed."""

from services.mapper.handlers.orders import swapped
from services.mapper.links import Links
from services.mapper.vocabulary import Vocabulary
from shared.messages.ring.commands import DealUpsert, OrderUpsert
from shared.messages.ring.decisions import DealWanted, OrderWanted
from shared.messages.things import Ref
from shared.process.asking import heard, say


async def foresee(links: Links, words: Vocabulary, *, by: str) -> None:
    """Read decisions about deals and orders from standard input, and write the commands they would become."""
    async for message in heard():
        if isinstance(message, OrderWanted) and (wanted := await command_of(links, words, message)):
            say(wanted, by=by)
        if isinstance(message, DealWanted) and (command := await command_for_b24(links, words, message)):
            say(command, by=by)


async def command_for_b24(links: Links, words: Vocabulary, message: DealWanted) -> DealUpsert | None:
    """Return the previewed command for an order's deal; None if it has none, and is to have none."""
    order, origin = message.ref, message.order.origin
    link = await links.look_up(order.key) or (await links.look_up(origin.key) if origin else None) or {}
    if not link.get("b24") and message.create_in is None:
        return None
    deal = Ref(system="b24", kind="deal", id=link["b24"]) if link.get("b24") else None
    return DealUpsert(
        key=str(link.get("_id") or order.key),
        source=order,
        order=words.for_b24(await swapped(links, message.order, deal)),
        create_in=message.create_in,
        manager_default=words.manager_in_b24,
        total_tolerance_kopecks=words.rules.total_tolerance_kopecks,
    )


async def command_of(links: Links, words: Vocabulary, message: OrderWanted) -> OrderUpsert | None:
    """Return the previewed command for a deal's order; None if it has none, and is to have none."""
    deal, origin = message.ref, message.order.origin
    link = await links.look_up(deal.key) or (await links.look_up(origin.key) if origin else None)
    if link is None and not (message.wanted == "yes" and message.may_create):
        return None
    guid = (link or {}).get("onec")
    order = Ref(system="onec", kind="order", id=guid) if guid else None
    return OrderUpsert(
        key=str(link["_id"]) if link else deal.key,
        source=deal,
        order=words.for_onec(await swapped(links, message.order, order)),
        wanted=message.wanted,
        may_create=message.may_create,
        policy=words.policy,
    )
