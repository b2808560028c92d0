"""Writing a partner and his legal entities."""

from collections.abc import Mapping
from typing import Any

from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.objections import objection_of
from services.onec_connector.objects import legal_entity, partner
from services.onec_connector.vocabulary.companies import PartnerCard, PartyWords, changes_of, match_entities
from services.onec_connector.vocabulary.identity import b24_ref
from services.onec_connector.writer.companies.desk import SEND_STEP, PartnerDesk, PartnerVisit
from services.onec_connector.writer.companies.finding import customer_of
from services.onec_connector.writer.companies.plan import PartnerPlan
from services.onec_connector.writer.partners.customers import FoundParties
from services.onec_connector.writer.refusal import OrderRefusal
from shared.bus.errors import Retryable
from shared.messages.ring.outcomes import Pair


async def send(desk: PartnerDesk, visit: PartnerVisit, plan: PartnerPlan) -> None:
    """Write what differs, the partner before his legal entities.

    Raises:
        Refusal: 1C's own code says no.
        Retryable: another write has begun, or 1C does not answer.
    """
    groups = sorted({*plan.changes.groups, *visit.interrupted})
    if not await desk.store.note_step(visit.key, visit.version, step=SEND_STEP, memo=groups):
        raise Retryable("another write of this partner has begun", after_s=5, counted=False)
    if plan.changes.partner:
        await _change(desk, partner.SET, visit.guid, plan.changes.partner, plan.aim.name)
    await _entities(desk, plan.changes.entities, plan)
    for entity in plan.changes.new:
        customer = customer_of(visit.company, entity, visit.guid)
        await desk.customers.ensure(customer, FoundParties(partner=visit.guid), manager="")
    if plan.changes.new and (card := await desk.cards.see(visit.guid)):
        # A new one has what an order needs of it; here he gets the rest.
        left = changes_of(plan.aim, plan.changes.groups, card, await desk.cards.words())
        await _entities(desk, left.entities, plan)


async def _entities(desk: PartnerDesk, bodies: Mapping[str, Mapping[str, Any]], plan: PartnerPlan) -> None:
    for guid, body in bodies.items():
        await _change(desk, legal_entity.SET, guid, body, plan.aim.name)


async def _change(desk: PartnerDesk, name: str, guid: str, body: Mapping[str, Any], called: str) -> None:
    try:
        await desk.base.change(name, guid, dict(body))
    except BaseRefusal as error:
        raise OrderRefusal(
            f"1С не записала «{called}» ({objection_of(error)})",
            "Исправьте карточку компании или покажите это администратору; после этого {itself}.",
            reason="customer",
        ) from error


def pairs_of(visit: PartnerVisit, card: PartnerCard, words: PartyWords) -> list[Pair]:
    """Return the pairs of requisites and legal entities."""
    wanted = visit.company.legal_entities
    matched = zip(wanted, match_entities(wanted, card, words), strict=True)
    found = ((b24_ref(entity), guid) for entity, guid in matched if guid)
    return [Pair(kind=ref.kind, b24=ref.id, onec=guid) for ref, guid in found if ref]
