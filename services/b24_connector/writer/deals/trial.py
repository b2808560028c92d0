"""Trial of the writer of deals: what would be written from orders; nothing is written."""

from services.b24_connector.memory.deal import Deal
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.vocabulary.header import header_texts
from services.b24_connector.writer.deals.beside import values_of
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.creating import Births
from services.b24_connector.writer.deals.held import fills_in, held_in
from services.b24_connector.writer.deals.needed import has_gaps, needed_of
from services.b24_connector.writer.deals.wanted import Translator, Wanted
from services.b24_connector.writer.refusal import DealRefusal
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealUpsert
from shared.messages.ring.decisions import NewDeal
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.process.foreseen import ForeseenBirth, ForeseenRow, ForeseenWrite, questions


class DealTrial:
    """Compares deals as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
        translator: turns an order into the portal's terms.
    """

    def __init__(self, context: DealContext, translator: Translator) -> None:
        self._context = context
        self._translator = translator
        self._births = Births(context.portal, context.directory, context.store)

    async def deal(self, command: DealUpsert) -> ForeseenWrite:
        """Name the groups of a deal that would be written from its order, or the deal that would be made.

        Raises:
            Retryable: the portal does not answer.
        """
        entity = await self._context.store.get(command.key) or Deal(command.key)
        deal = entity.ref or (command.order.ref.id if command.order.ref else "")
        try:
            deal = deal or (await self._births.by_marker(command) if command.create_in else "")
            return await (self._written(command, entity, deal) if deal else self._born(command, entity))
        except PortalRefusal as refusal:
            return ForeseenWrite(deal=deal, order=command.source.id, why=refusal.fault.words)
        except DealRefusal as refusal:
            return ForeseenWrite(deal=deal, order=command.source.id, why=refusal.cause, asks=questions(refusal.doubts))

    async def _written(self, command: DealUpsert, entity: Deal, deal: str) -> ForeseenWrite:
        needed = needed_of(command, entity)
        item = await self._context.deals.header(deal) if needed else None
        if item is None:
            return ForeseenWrite(deal=deal, order=command.source.id)
        if OrderGroup.PARTIES in needed:
            await self._translator.lacks_client(command.order, _say_nothing)  # or a person is asked who he is
        compared = needed - {OrderGroup.PARTIES}
        wanted = await self._translator.wanted(command, compared, _say_nothing)
        found = await self._context.deals.snapshot(item, rows=OrderGroup.ROWS in needed, parties=False)
        has_text = has_gaps(command, entity)
        held = held_in(wanted, item, found, has_text=has_text)
        is_edited = has_text and not fills_in(wanted, item, found)
        stands = {OrderGroup.ROWS} if is_edited or (held and held.rows is None) else set()
        wanted = held.rows if held and held.rows else wanted
        groups = [one for one in needed - stands if one not in compared or not wanted.equals(one, found, item)]
        values = values_of(frozenset(groups), wanted, found)
        return ForeseenWrite(deal=deal, order=command.source.id, groups=tuple(sorted(groups)), values=values)

    async def _born(self, command: DealUpsert, entity: Deal) -> ForeseenWrite:
        needed = needed_of(command, entity)
        if command.create_in is None or not needed:
            return ForeseenWrite(deal="", order=command.source.id)
        wanted = await self._translator.wanted(command, needed - {OrderGroup.PARTIES}, _say_nothing)
        is_new = OrderGroup.PARTIES in needed and await self._translator.lacks_client(command.order, _say_nothing)
        birth = self._birth(command, wanted, command.create_in, new_client=is_new)
        return ForeseenWrite(deal="", order=command.source.id, groups=tuple(sorted(needed)), birth=birth)

    def _birth(self, command: DealUpsert, wanted: Wanted, place: NewDeal, *, new_client: bool) -> ForeseenBirth:
        order = command.order
        return ForeseenBirth(
            title=header_texts(order)["title"],
            client=order.customer.name if order.customer else order.person.name if order.person else "",
            new_client=new_client,
            manager=order.manager.name if order.manager else "",
            stand_in=wanted.stand_in,
            stage=self._context.directory.stage_name(place.stage),
            rows=tuple(_row(one) for one in wanted.lines),
            total=order.total,
            currency=order.currency,
        )


def _row(line: Line) -> ForeseenRow:
    return ForeseenRow(
        name=line.text or (line.item.name if line.item else ""), quantity=line.quantity, total=line.total
    )


async def _say_nothing(_: Told) -> None:
    """Say nothing of a deal's client in a trial: his sentences are told with the write."""
