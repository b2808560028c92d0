"""Trial of the writer of orders: what would become of deals; nothing is written."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.base.query import guid
from services.onec_connector.memory.order import Order
from services.onec_connector.objects import agreement, standard
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.vocabulary.identity import name_of
from services.onec_connector.vocabulary.reference import is_empty
from services.onec_connector.writer.computed_keys import order_key
from services.onec_connector.writer.orders.beside import values_of
from services.onec_connector.writer.orders.cancelling import fate_of, said_of
from services.onec_connector.writer.orders.changing import plan_change
from services.onec_connector.writer.orders.context import OrderContext, OrderRun, is_stale, number_of
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.lookups import find_all
from services.onec_connector.writer.orders.owed import change_of
from services.onec_connector.writer.orders.plan import ChangePlan, EditedMeanwhileError
from services.onec_connector.writer.refusal import OrderRefusal, no_right, not_understood
from shared.bus.errors import Permanent
from shared.messages.ring.commands import OrderUpsert
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.process.foreseen import ForeseenOrder, ForeseenRow, questions

_LATER = "Заказ изменён в 1С, и сделка об этом ещё не знает: сначала придёт эта правка, затем решится, чья остаётся."


class OrderTrial:
    """Finds, prices and compares orders as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
    """

    def __init__(self, context: OrderContext) -> None:
        self._context = context

    async def order(self, command: OrderUpsert) -> ForeseenOrder:
        """Say what the writer of orders would do with a deal of the portal.

        Raises:
            Retryable: 1C does not answer.
        """
        entity = await self._context.store.get(command.key) or Order(command.key)
        run = OrderRun(command, entity, overtaken=False, trial=True)
        try:
            return await self._foreseen(run)
        except EditedMeanwhileError:
            return ForeseenOrder(deal=run.deal, would="later", why=_LATER, number=await self._number(run))
        except OrderRefusal as refusal:
            return await self._refused(run, refusal)
        except Permanent as error:
            return await self._refused(run, not_understood(error.sentence))
        except BaseBarredError as error:
            if error.everywhere:
                raise
            return await self._refused(run, no_right())

    async def _foreseen(self, run: OrderRun) -> ForeseenOrder:
        if run.command.wanted == "hold" or is_stale(run):
            return ForeseenOrder(deal=run.deal, would="same" if run.entity.ref else "left")
        ref = run.entity.ref or await self._there_already(run)
        if ref is None:
            creates = run.command.wanted == "yes" and run.command.may_create
            return await self._created(run) if creates else ForeseenOrder(deal=run.deal, would="left")
        run.entity = replace(run.entity, ref=ref)
        return await (self._cancelled if run.command.wanted == "cancelled" else self._changed)(run)

    async def _there_already(self, run: OrderRun) -> str | None:
        """Return the 1C order that the pair knows, or that an unheard attempt has created."""
        if run.order.ref is not None:
            return run.order.ref.id
        if run.key.startswith("order:"):
            return run.key.removeprefix("order:")
        key = order_key(self._context.portal_id, run.key)
        return key if await self._context.base.read(names.SET, key, (standard.REF,)) is not None else None

    async def _created(self, run: OrderRun) -> ForeseenOrder:
        found = await find_all(self._context, run, self._context.moment().today)
        there = (_row(one.line, one.item.name) for one in found.lines)
        rows = (*there, *(_row(one, name_of(one), new=True) for one in run.lacking))
        return ForeseenOrder(
            deal=run.deal,
            would="create",
            rows=rows,
            total=sum((one.total for one in rows), start=Decimal(0)),
            currency=run.order.currency,
            told=_texts([*found.told, *found.amounts, *found.price_notes]),
            **await self._named(run, found),
        )

    async def _named(self, run: OrderRun, found: ResolvedOrder) -> dict[str, Any]:
        """Return what a new order would have, by name: client, organisation, agreement, warehouse, manager."""
        snapshots, parties = self._context.snapshots, found.parties
        known = (await snapshots.parties.partners([parties.partner])).get(parties.partner) if parties.partner else None
        organisations, users = await snapshots.dictionaries.organisations(), await snapshots.dictionaries.users()
        warehouses = await snapshots.dictionaries.warehouses()
        organisation, manager = organisations.get(found.organisation), users.get(found.manager.guid)
        warehouse = warehouses.get(found.terms.warehouse)
        return {
            "client": known.name if known else run.order.customer.name if run.order.customer else "",
            "new_client": not parties.complete,
            "organisation": organisation.name if organisation else "",
            "agreement": await self._agreement(found.terms.agreement),
            "warehouse": warehouse.name if warehouse else "",
            "manager": manager.name if manager else "",
        }

    async def _agreement(self, reference: str) -> str:
        if is_empty(reference):
            return ""
        conditions = [f"{standard.REF} eq {guid(reference)}"]
        rows = await self._context.base.any_of(agreement.SET, conditions, (standard.REF, standard.DESCRIPTION))
        return str(rows[0][standard.DESCRIPTION]) if rows else ""

    async def _changed(self, run: OrderRun) -> ForeseenOrder:
        plan = await plan_change(self._context, run)
        writes = bool(plan.body) or (not plan.seen.posted and bool(run.entity.fields.get("cancelled")))
        said = [*plan.said, *((*plan.found.told, *plan.amounts) if plan.body else ()), *plan.price_notes]
        return ForeseenOrder(
            deal=run.deal,
            would="change" if writes else "same",
            number=number_of(plan.seen),
            changes=_changes(run, plan) if plan.body else (),
            values=await values_of(self._context.snapshots, plan) if plan.body else (),
            total=plan.total_after,
            currency=plan.told.currency,
            told=_texts(said),
        )

    async def _cancelled(self, run: OrderRun) -> ForeseenOrder:
        seen = await self._context.snapshots.see(run.ref)
        if seen is None:
            return ForeseenOrder(deal=run.deal, would="left")
        fate = fate_of(run, seen)
        told = _texts(said_of(fate, run, seen))
        would = "cancel" if fate == "undone" else "same"
        return ForeseenOrder(deal=run.deal, would=would, number=number_of(seen), told=told)

    async def _refused(self, run: OrderRun, refusal: OrderRefusal) -> ForeseenOrder:
        number = await self._number(run)
        why, asks = refusal.sentence(number or None), questions(refusal.doubts)
        return ForeseenOrder(deal=run.deal, would="refused", number=number, why=why, asks=asks)

    async def _number(self, run: OrderRun) -> str:
        seen: Seen | None = await self._context.snapshots.see(run.ref) if run.entity.ref else None
        return number_of(seen) if seen else ""


def _row(line: Line, name: str, *, new: bool = False) -> ForeseenRow:
    return ForeseenRow(name=name, quantity=line.quantity, total=line.total, new=new)


def _texts(told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in told))


def _changes(run: OrderRun, plan: ChangePlan) -> tuple[str, ...]:
    """Name what would be written into an order: rows by their counts, the rest as the manager reads it."""
    facts = change_of(run, plan)
    counts = (("добавится", facts["rows"]["added"]), ("изменится", len(facts["rows"]["edited"])),
              ("уйдёт", facts["rows"]["removed"]))  # fmt: skip
    rows = ", ".join(f"{word} строк: {count}" for word, count in counts if count)
    return (*([rows] if rows else []), *facts["what"])
