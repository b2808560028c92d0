"""Writes a partner to 1C with his legal entities, their histories and bank accounts; names the pairs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog

from services.onec_connector.base.errors import BaseExists, BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.memory.partner import SEND_STEP
from services.onec_connector.objects import bank_account, legal_entity, partner, standard
from services.onec_connector.vocabulary.accounts import account_changes, read_account
from services.onec_connector.vocabulary.addresses import read_addresses, with_addresses
from services.onec_connector.vocabulary.companies import (
    PartnerCard,
    PartyWords,
    changes_of,
    holder_of,
    match_entities,
    read_company,
)
from services.onec_connector.vocabulary.histories import HISTORIES, going_on
from services.onec_connector.vocabulary.identity import b24_ref, onec_ref
from services.onec_connector.writer.companies import telling
from services.onec_connector.writer.companies.context import PartnerContext, PartnerRun
from services.onec_connector.writer.companies.finding import customer_of
from services.onec_connector.writer.companies.plan import PartnerPlan
from services.onec_connector.writer.partners.found import FoundParties
from services.onec_connector.writer.refusal import OrderRefusal
from services.onec_connector.writer.saves_between import are_as_seen, came_between
from shared.bus.errors import Retryable
from shared.messages.party import Company
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told, answering, told_by
from shared.store.promptly import promptly

_UNSAID = (
    standard.REF, bank_account.CURRENCY, bank_account.BIC, bank_account.SWIFT, bank_account.BANK_NAME,
    bank_account.CORRESPONDENT,
)  # fmt: skip
_BLANK = dict.fromkeys(_UNSAID, "") | {bank_account.CLOSED: False, standard.MARKED: False}
"""What a new bank account is not sent: a bank that the classifier has is not typed, a currency may be unknown to 1C."""
_log = structlog.get_logger(__name__)


async def send(
    context: PartnerContext, run: PartnerRun, plan: PartnerPlan, words: PartyWords, sent: list[bool]
) -> None:
    """Write to 1C what differs of the partner, his legal entities and their bank accounts.

    Args:
        context: what the writer works with.
        run: this run.
        plan: with what is to be sent.
        words: of the small catalogs.
        sent: gets True before the first write.

    Raises:
        Refusal: 1C's own code says no.
        Retryable: another write has begun, somebody has saved a record since it was looked at, or 1C does not answer.
    """
    memo = run.begins(read_company(plan.card, words), _as_it_will_be(plan, words), plan.changes.groups)
    if not await promptly(context.store.note_step(run.key, run.version, step=SEND_STEP, memo=memo)):
        raise Retryable("another write of this partner has begun", after_s=5, counted=False)
    await _see_nobody_saves(context, plan)
    sent.append(True)
    is_person = plan.aim.kind == "person"
    if is_person:  # they follow his name, by which the next run knows them if this one dies here
        await _entities(context, run, plan.changes.entities, plan)
    if plan.changes.partner:
        await _change(context, run, plan, partner.SET, plan.card.partner, plan.changes.partner)
    if not is_person:
        await _entities(context, run, plan.changes.entities, plan)
    taken = [guid for guid in match_entities(plan.aim.legal_entities, plan.card, words) if guid]
    for entity in plan.changes.new:
        # Another requisite stands for those: one more of the same INN is a branch.
        customer = customer_of(run.company, entity.with_(not_these=(*entity.not_these, *taken)), run.guid)
        made = await context.customers.ensure(customer, FoundParties(partner=run.guid), manager="")
        taken.append(made.entity)
        if made.told and any(row[standard.REF] not in taken for row in plan.card.entities):
            await _tell(context, run, made.told)  # no requisite stands for that one: a number may have been corrected
    changes = plan.changes
    if changes.new and (card := await context.cards.see(run.guid)):
        # A new one has what an order needs of it; here he gets the rest.
        changes = changes_of(plan.aim, changes.groups, card, words, named=plan.named)
        await _entities(context, run, changes.entities, plan)
    accounts = {row[standard.REF]: row for row in plan.card.accounts}
    for guid, body in changes.accounts.items():
        await _change(context, run, plan, bank_account.SET, accounts.get(guid, {standard.REF: guid}), body)
    for owner, body in changes.new_accounts:
        await _account(context, owner, body, plan.aim.name, words)


def _as_it_will_be(plan: PartnerPlan, words: PartyWords) -> Company:
    """Return the partner as he will be read once all is written: a name is cut, a bank called as in the classifier."""
    card, changes = plan.card, plan.changes
    missing = [{bank_account.OWNER: owner, **_BLANK, **body} for owner, body in changes.new_accounts]
    whole = PartnerCard(
        {**card.partner, **changes.partner},
        tuple({**row, **changes.entities.get(row[standard.REF], {})} for row in card.entities),
        (*({**row, **changes.accounts.get(row[standard.REF], {})} for row in card.accounts), *missing),
        card.heads,
    )
    company = read_company(whole, words)
    company = company.with_(legal_entities=(*company.legal_entities, *changes.new))
    return company if holder_of(plan.named, card, words) or not changes.new else _with_held(company, plan.aim, words)


def _with_held(company: Company, aim: Company, words: PartyWords) -> Company:
    """Return a company with the wanted addresses and accounts as a new legal entity will have them."""
    _, bodies = account_changes(aim.banks, (), words.banks, words.currencies)
    rows = with_addresses((), aim.addresses, words.addresses, words.today) or ()
    return company.with_(
        addresses=read_addresses(rows, words.addresses, words.today),
        banks=tuple(read_account({**_BLANK, **body}, words.banks, words.currencies) for body in bodies),
    )


async def _account(
    context: PartnerContext, owner: str, body: Mapping[str, Any], called: str, words: PartyWords
) -> None:
    """Create a bank account under a key computed from its number and bank, so that a repeated create finds it.

    A key whose account people have given another number or bank since makes way for the next one.
    """
    bank = body.get(bank_account.BIC) or body.get(bank_account.SWIFT) or body[bank_account.BANK]
    key = uuid5(UUID(owner), f"{bank_account.SET}:{body[bank_account.NUMBER]}:{bank}")
    whole = {bank_account.OWNER: owner, bank_account.OWNER_TYPE: bank_account.OF_ENTITY, **body}
    while True:
        try:
            await context.base.create(bank_account.SET, {standard.REF: str(key), **whole})
        except BaseExists:
            there = await context.base.read(bank_account.SET, str(key))
            if there is None:
                raise Retryable("1C says the bank account exists and does not find it") from None
            is_own = str(there[bank_account.OWNER]) == owner
            if is_own and _number_and_bank(there, words) == _number_and_bank({**_BLANK, **body}, words):
                _log.info("a bank account is there", account=str(key))
                return
            key = uuid5(UUID(owner), str(key))
        except BaseRefusal as error:
            raise _not_written(called, error) from error
        else:
            return


def _number_and_bank(row: Mapping[str, Any], words: PartyWords) -> tuple[str, str]:
    account = read_account(row, words.banks, words.currencies)
    return account.number, account.bic


async def _see_nobody_saves(context: PartnerContext, plan: PartnerPlan) -> None:
    """Look right before a partner is written whether he, his legal entities and accounts are as they were seen.

    Raises:
        Retryable: somebody has saved one of them; uncounted.
    """
    entities = [row for row in plan.card.entities if row[standard.REF] in plan.changes.entities]
    is_same = not plan.changes.partner or await are_as_seen(context.base, partner.SET, [plan.card.partner])
    accounts = [row for row in plan.card.accounts if row[standard.REF] in plan.changes.accounts]
    is_same = is_same and await are_as_seen(context.base, legal_entity.SET, entities)
    if not (is_same and await are_as_seen(context.base, bank_account.SET, accounts)):
        raise Retryable("the partner was saved in 1C just now", after_s=5, counted=False)


async def _entities(
    context: PartnerContext, run: PartnerRun, bodies: Mapping[str, Mapping[str, Any]], plan: PartnerPlan
) -> None:
    rows = {row[standard.REF]: row for row in plan.card.entities}
    for guid, body in bodies.items():
        whole = {**body, **await _histories(context, guid, body)}
        await _change(context, run, plan, legal_entity.SET, rows.get(guid, {standard.REF: guid}), whole)


async def _histories(context: PartnerContext, guid: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the histories that go on with what is written of a legal entity; they are read for that alone."""
    parts = [part for field, (part, _) in HISTORIES.items() if field in body]
    row = await context.base.read(legal_entity.SET, guid, parts) if parts else None
    return going_on(body, row, datetime.now(context.zone).date()) if row else {}


async def _change(
    context: PartnerContext,
    run: PartnerRun,
    plan: PartnerPlan,
    name: str,
    row: Mapping[str, Any],
    body: Mapping[str, Any],
) -> None:
    """Write a record of a partner, and say so if somebody has saved it in that instant, where versions show it."""
    guid = str(row[standard.REF])
    try:
        answer = await context.base.change(name, guid, dict(body))
    except BaseRefusal as error:
        raise _not_written(plan.aim.name, error) from error
    before = run.saved.get(guid) or row.get(standard.VERSION)
    if before and not _saves_more(context, run, plan) and came_between(str(before), answer):
        said = answering([telling.overwritten(plan.aim.name, plan.aim.kind)], plan.stamps, plan.stamps)
        await _tell(context, run, said)
    run.saved[guid] = str(answer[standard.VERSION])


async def _tell(context: PartnerContext, run: PartnerRun, said: Sequence[Told]) -> None:
    """Keep what must be told of a partner's write before the next one, as a dead run would lose it."""
    run.told += told_by(said, run.key, run.version)
    await context.store.set_fields(run.key, {"owed": [one.model_dump(mode="json") for one in run.told]})


def _saves_more(context: PartnerContext, run: PartnerRun, plan: PartnerPlan) -> bool:
    """Tell whether 1C itself may have saved further records of a partner with one that this run has written.

    Where a partner is his own legal entity it saves both, and a head's INN goes into its branches.
    """
    return context.one_party or any(legal_entity.INN in plan.changes.entities.get(one, {}) for one in run.saved)


def _not_written(called: str, error: BaseRefusal) -> OrderRefusal:
    return OrderRefusal(
        f"1С не записала «{called}» ({objection_of(error)})",
        "Исправьте карточку компании или покажите это администратору; после этого {itself}.",
        reason="customer",
    )


async def undone_of(context: PartnerContext, run: PartnerRun) -> list[Pair]:
    """Return the command's pairs of requisites whose legal entity is no more, where another one stands for them now."""
    named = {ref.id: onec_ref(entity) for entity in run.company.legal_entities if (ref := b24_ref(entity))}
    others = [pair.with_(onec=named[pair.b24]) for pair in run.pairs if named.get(pair.b24, "") not in {"", pair.onec}]
    undone = []
    for former in others:
        known = await context.parties.entity_now(former.onec)
        if known is None or not known.usable:
            undone.append(former)
    return undone


def pairs_of(run: PartnerRun, card: PartnerCard, words: PartyWords) -> list[Pair]:
    """Return the pairs of a company's requisites and its partner's legal entities."""
    wanted = run.company.legal_entities
    matched = zip(wanted, match_entities(wanted, card, words), strict=True)
    found = ((b24_ref(entity), guid) for entity, guid in matched if guid)
    return [Pair(kind=ref.kind, b24=ref.id, onec=guid) for ref, guid in found if ref]
