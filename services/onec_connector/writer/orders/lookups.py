"""Looks up everything an order command names, with as few calls as possible and before anything is written."""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from functools import partial

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.reader.snapshots import Seen
from services.onec_connector.reference.agreements import Purchase
from services.onec_connector.reference.client_prices import ClientSale
from services.onec_connector.sentences import item_merged
from services.onec_connector.vocabulary.vat import Sale
from services.onec_connector.writer.items.finding import FoundLine, NewItemsWanted, unmade
from services.onec_connector.writer.items.vat import Vat
from services.onec_connector.writer.named.staff import FoundManager
from services.onec_connector.writer.named.terms import FoundTerms
from services.onec_connector.writer.orders.context import OrderContext, OrderRun
from services.onec_connector.writer.orders.draft import ResolvedOrder
from services.onec_connector.writer.orders.making import made, note_client
from services.onec_connector.writer.orders.named_anew import asked_anew
from services.onec_connector.writer.orders.priced import PricedRows
from services.onec_connector.writer.orders.pricing import hold_known, price_rows
from services.onec_connector.writer.orders.rows import in_packs
from services.onec_connector.writer.orders.standing import TermsWanted, same_currency, terms_to_be
from services.onec_connector.writer.orders.totals import amount_typed
from services.onec_connector.writer.partners.found import FoundParties, party_pairs
from shared.canon import match_lines
from shared.canon.text_rows import as_items
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.messages.things import Line
from shared.rules.served import has_rows, is_served
from shared.rules.stages import state_of

_Known = tuple[list[FoundLine], list[Pair]] | NewItemsWanted


async def find_all(context: OrderContext, run: OrderRun, on: date) -> ResolvedOrder:
    """Look up everything a new 1C order needs; items and parties that 1C lacks are created last.

    Raises:
        Refusal: something is missing or doubtful.
    """
    order, policy = run.order, run.command.policy
    organisation, manager, parties, items = await asyncio.gather(
        context.staff.organisation(order.organisation),
        context.staff.manager(order.manager, policy.manager_default),
        context.customers.find(order.customer, policy.shared_contact),
        _known_items(context, run, ()),
    )
    terms = await context.terms.find(order, Purchase(parties.partner, parties.entity, organisation, on))
    vat = await _vat(context, run, terms, organisation, on)
    sale = _sale(terms, parties, on, manager.guid, included=terms.vat_included)
    lines, pairs, told = await _rows(context, run, items, vat, sale)
    priced = await price_rows(context, run, lines, sale)
    parties = await _with_person(context, run, parties, manager)
    return ResolvedOrder(
        parties=parties,
        organisation=organisation,
        manager=manager,
        terms=terms,
        sole_firm=await context.firms.is_sole(organisation),
        lines=priced.lines,
        repriced=priced.differs,
        price_notes=priced.told,
        pairs=(*party_pairs(order.customer, order.person, parties), *pairs),
        told=(*manager.told, *parties.told, *told),
        amounts=_amounts(run, priced),
    )


def _amounts(run: OrderRun, priced: PricedRows) -> tuple[Told, ...]:
    """Say what the deal's typed amount is beside the rows that are written; in a trial new items are still lacking."""
    return amount_typed(run.order, [*(one.line for one in priced.lines), *run.lacking])


async def _known_items(context: OrderContext, run: OrderRun, before: Sequence[Line]) -> _Known:
    """Find the order's items; those to be made wait until everything else has been found."""
    try:
        return await context.items.find(
            run.order.lines, free_text_item=run.command.policy.free_text_item, before=before
        )
    except NewItemsWanted as wanted:
        return wanted


async def _rows(
    context: OrderContext, run: OrderRun, known: _Known, vat: Vat, sale: ClientSale, before: Sequence[Line] = ()
) -> tuple[list[FoundLine], list[Pair], tuple[Told, ...]]:
    """Return the order's lines at its VAT rates; missing items are made once nothing else may refuse the order."""
    new: tuple[Told, ...] = ()
    if isinstance(known, NewItemsWanted):
        there, _ = vat.of_lines(in_packs(list(known.known.values()), before))
        await hold_known(context, run, dict(zip(known.known, there, strict=True)), sale, before)
        if run.trial:
            run.lacking = [line for place, line in enumerate(run.order.lines) if place not in known.known]
            return there, [], ()
        found, pairs, new = await context.items.find_or_make(
            run.order.lines, run.key, free_text_item=run.command.policy.free_text_item, before=before
        )
    else:
        found, pairs = known
    lines, told = vat.of_lines(in_packs(found, before))
    return lines, pairs, (*new, *_merged(lines, before), *told)


def _merged(lines: Sequence[FoundLine], before: Sequence[Line]) -> list[Told]:
    """Say which items an order has from now on in place of those that the deal names."""
    there = {line.item.ref.id for line in before if line.item and line.item.ref}
    merged = {one.merged: one.item.name for one in lines if one.merged and one.item.guid not in there}
    return [item_merged(former, now) for former, now in merged.items()]


async def find_changed(
    context: OrderContext, run: OrderRun, seen: Seen, told_before: SalesOrder, groups: AbstractSet[OrderGroup]
) -> ResolvedOrder:
    """Look up what the changed groups of an order need; the rest is taken from the order as it stands.

    Args:
        context: what the writer works with.
        run: this run.
        seen: the order as it stands.
        told_before: the same in the canonical model.
        groups: that are newer than what the order contains.

    Raises:
        Refusal: something is missing or doubtful.
    """
    policy, document = run.command.policy, seen.document
    if OrderGroup.ROWS in groups:
        lines = as_items(run.order.lines, told_before.lines, policy.free_text_item)
        run.command = run.command.with_(order=run.order.with_(lines=lines))
    order = run.order
    on = date.fromisoformat(document[names.DATE][:10])
    organisation = document[names.ORGANISATION]
    if OrderGroup.ORGANISATION in groups:
        organisation = await context.staff.organisation(order.organisation)
    manager = await _manager(context, run, document) if OrderGroup.MANAGER in groups else FoundManager()
    parties = _standing(seen)
    if OrderGroup.PARTIES in groups:
        parties = await _parties(context, run, seen)
    items: _Known = [], []
    if OrderGroup.ROWS in groups:
        await same_currency(context, order, document)
        items = await _known_items(context, run, told_before.lines)
    purchase = Purchase(parties.partner, parties.entity, organisation, on)
    terms, left = await terms_to_be(context, seen, _terms_wanted(run, seen, purchase, told_before, groups))
    vat = await _vat(context, run, terms, organisation, on)
    sale = _standing_sale(document, terms, parties, on, manager.guid)
    found, pairs, told = await _rows(context, run, items, vat, sale, told_before.lines)
    priced = await price_rows(context, run, found, sale, told_before.lines)
    if OrderGroup.PARTIES in groups:
        parties = await _with_person(context, run, parties, manager)
    moved_rows: list[Row] = []
    if terms.tax_regime != document[names.TAX_REGIME]:
        moved_rows, of_rows = vat.of_rows(document, _rates_of_deal(told_before.lines, order.lines))
        told = (*told, *of_rows)
    return ResolvedOrder(
        parties=parties,
        organisation=organisation,
        manager=manager,
        terms=terms,
        agreement_left=left,
        lines=(*priced.lines, *map(unmade, run.lacking)) if OrderGroup.ROWS in groups else (),
        repriced=priced.differs,
        price_notes=priced.told,
        rows_stay=priced.stay,
        pairs=(*(party_pairs(order.customer, order.person, parties) if OrderGroup.PARTIES in groups else ()), *pairs),
        moved_rows=tuple(moved_rows),
        told=(*manager.told, *parties.told, *told),
        amounts=_amounts(run, priced) if OrderGroup.ROWS in groups else (),
    )


async def _manager(context: OrderContext, run: OrderRun, document: Row) -> FoundManager:
    """Find the 1C employee whom a deal's command names; whom the order has stays, though dismissed."""
    present = str(document[names.MANAGER])
    return await context.staff.manager(run.order.manager, run.command.policy.manager_default, present=present)


async def kept_groups(
    context: OrderContext, run: OrderRun, seen: Seen, told: SalesOrder, groups: AbstractSet[OrderGroup]
) -> frozenset[OrderGroup]:
    """Return which of client and organisation stay as the 1C order has them, as something is paid or shipped.

    1C counts neither payment nor sale of one client, or of one organisation, for an order of another.

    Raises:
        Refusal: what the deal names is missing or doubtful.
    """
    document, kept = seen.document, set[OrderGroup]()
    if not _is_served(told):
        return frozenset()
    if OrderGroup.PARTIES in groups:
        wanted = await _parties(context, run, seen)
        if (wanted.partner, wanted.entity) != (document[names.PARTNER], document[names.LEGAL_ENTITY]):
            kept.add(OrderGroup.PARTIES)
    if OrderGroup.ORGANISATION in groups:
        organisation = await context.staff.organisation(run.order.organisation)
        if organisation != document[names.ORGANISATION]:
            kept.add(OrderGroup.ORGANISATION)
    return frozenset(kept)


def _terms_wanted(
    run: OrderRun, seen: Seen, purchase: Purchase, told: SalesOrder, groups: AbstractSet[OrderGroup]
) -> TermsWanted:
    posted = seen.posted or bool(run.entity.fields.get("posted"))
    header = OrderGroup.HEADER in groups and run.key.startswith("deal:")  # as `header_of` says
    return TermsWanted(
        run.order, asked_anew(run, posted=posted), purchase, header=header, served=_is_served(told), posted=posted
    )


def _is_served(told: SalesOrder) -> bool:
    return is_served(state_of(told), ordered=has_rows(told))


def _rates_of_deal(rows: Sequence[Line], lines: Sequence[Line]) -> dict[int, Decimal | None]:
    """Return the deal's VAT rates for its order's rows, by place: they tell how the rows are to be taxed."""
    return {old: lines[new].vat_rate for old, new in match_lines(rows, lines).pairs}


async def _vat(context: OrderContext, run: OrderRun, terms: FoundTerms, organisation: str, on: date) -> Vat:
    dictionaries = context.snapshots.dictionaries
    country = await dictionaries.country(organisation)
    sale = Sale(terms.tax_regime or names.TAXED, country, on, run.order.terms.taxation_default)
    return Vat(await dictionaries.vat_rates(), sale)


def _sale(terms: FoundTerms, parties: FoundParties, on: date, manager: str, *, included: bool) -> ClientSale:
    return ClientSale(terms.agreement, parties.partner, on, terms.currency, vat_included=included, manager=manager)


def _standing_sale(document: Row, terms: FoundTerms, parties: FoundParties, on: date, manager: str) -> ClientSale:
    """Return the sale of an existing order: its rows keep how they hold VAT, whatever a new agreement says."""
    included = bool(document[names.VAT_INCLUDED])
    return _sale(terms, parties, on, manager or str(document[names.MANAGER]), included=included)


async def _parties(context: OrderContext, run: OrderRun, seen: Seen) -> FoundParties:
    """Find the client whom a deal wants in an order; whose legal entity stays is moved to no other part of himself."""
    customer, stands = run.order.customer, _standing(seen)
    found = await context.customers.find(customer, run.command.policy.shared_contact)
    if found.entity != stands.entity:  # 1C may have merged the one that the pair names a moment ago
        context.snapshots.parties.forget([found.entity, found.partner])
        found = await context.customers.find(customer, run.command.policy.shared_contact)
    if found.entity != stands.entity or found.partner == stands.partner:
        return found
    return await context.customers.standing(customer, found, stands.partner)


def _standing(seen: Seen) -> FoundParties:
    document = seen.document
    return FoundParties(document[names.PARTNER], document[names.LEGAL_ENTITY], document[names.CONTACT_PERSON])


async def _with_person(
    context: OrderContext, run: OrderRun, parties: FoundParties, manager: FoundManager
) -> FoundParties:
    assert run.order.customer is not None  # noqa: S101 - find() refuses a deal without a client
    if run.trial:
        person = run.order.person if parties.complete else None
        return await context.customers.with_person(parties, person, makes=False)
    doubt = run.command.policy.shared_contact
    parties = await context.customers.ensure(
        run.order.customer, parties, doubt, manager=manager.guid, owe=partial(note_client, context, run)
    )
    made(run)
    return await context.customers.with_person(parties, run.order.person)
