"""Settles conflicts about a company by the rules' owners; tells its legal entities apart. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from services.onec_connector.vocabulary.companies import HELD, PartnerCard
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.writer.companies import telling
from shared.canon import company_digests
from shared.canon.keys import account_number, foreign_number
from shared.messages.groups import members
from shared.messages.party import Addresses, Company, CompanyGroup
from shared.messages.ring.told import Told
from shared.messages.things import LegalEntity, Ref, System

Record = TypeVar("Record", LegalEntity, Addresses)


def with_group(company: Company, group: CompanyGroup, other: Company) -> Company:
    """Return a company with one field group taken from another company."""
    return company.with_(**{one.name: getattr(other, one.name) for one in members(Company)[group]})


def with_one_entity(wanted: Company, matched: Sequence[str]) -> tuple[Company, list[LegalEntity]]:
    """Leave a company only the legal entity its partner has, else the first, if there may be no other.

    Args:
        wanted: as the portal says.
        matched: reference of what stands for each in 1C; empty: nothing does.

    Returns:
        the company, without addresses and accounts where they are of one that was left out; and those left out.
    """
    kept = next((place for place, guid in enumerate(matched) if guid), 0)
    left = [one for place, one in enumerate(wanted.legal_entities) if place != kept]
    groups = {group: stamp for group, stamp in wanted.groups.items() if not kept or group not in HELD}
    return wanted.with_(legal_entities=(wanted.legal_entities[kept],), groups=groups), left


def settled(kept: Company, lost: Company, *, strangers: bool) -> Company:
    """Return what a contested group of a company is to be on both sides.

    Args:
        kept: its owner's.
        lost: the other side's.
        strangers: neither side has ever heard of the other's value: what one lacks is not an edit of his, so the other
            fills it up.
    """
    if not strangers:
        return kept
    numbers = {account_number(one.number) for one in kept.banks}
    return kept.with_(
        name=kept.name or lost.name,
        legal_entities=_entities(kept.legal_entities, lost.legal_entities),
        phones=(*kept.phones, *lost.phones),
        emails=(*kept.emails, *lost.emails),
        addresses=_filled(kept.addresses, lost.addresses),
        banks=(*kept.banks, *(one for one in lost.banks if account_number(one.number) not in numbers)),
        manager=kept.manager or lost.manager,
    )


def conflicts(
    groups: Mapping[CompanyGroup, bool], result: Company, here: Company, there: Company, *, name: str
) -> list[Told]:
    """Say, for each settled group of a company, whose values were lost, and what they were; nothing of completions.

    Args:
        groups: in conflict, and whether the sides were strangers.
        result: what stands now.
        here: in 1C.
        there: in the portal.
        name: of the company.
    """
    said = []
    sides: tuple[tuple[Company, System], ...] = ((here, "b24"), (there, "onec"))
    for group, strangers in groups.items():
        shown = telling.SHOWN[group]
        for side, kept in sides:
            if shown(side) and _loses(group, result, side, strangers=strangers):
                said.append(telling.conflict(name, group, shown(result), shown(side), kept=kept, kind=here.kind))
                break
    return [Told(topic="conflict", text=" ".join(said))] if said else []


def _loses(group: CompanyGroup, result: Company, side: Company, *, strangers: bool) -> bool:
    """Tell whether a settled conflict loses something of a side's company."""
    held = settled(side, result, strangers=strangers)
    return company_digests(held, [group]) != company_digests(result, [group])


def _entities(kept: Sequence[LegalEntity], lost: Sequence[LegalEntity]) -> tuple[LegalEntity, ...]:
    found = []
    rest = list(lost)
    for entity in kept:
        twin = next((one for one in rest if _same(entity, one)), None)
        found.append(_filled(entity, twin) if twin else entity)
        rest = [one for one in rest if one is not twin]
    return (*found, *rest)


def is_named(entity: LegalEntity, among: Sequence[LegalEntity]) -> bool:
    """Tell whether a legal entity is among those of a company, by id or by numbers."""
    return any(_same(entity, one) for one in among)


def _same(one: LegalEntity, other: LegalEntity) -> bool:
    if one.ref and one.ref == other.ref:
        return True
    numbers = ((each.inn, each.kpp, each.country, foreign_number(each.foreign_number)) for each in (one, other))
    mine, theirs = numbers
    return any(mine) and mine == theirs


def _filled(kept: Record, lost: Record) -> Record:
    """Fill the empty fields of a legal entity, or of addresses, from the other side's; ids are both's."""
    empty = (name for name in type(kept).model_fields if not getattr(kept, name))
    return kept.with_(**{name: getattr(lost, name) for name in empty})


def with_made(company: Company, card: PartnerCard, key_of: Callable[[LegalEntity], str]) -> Company:
    """Name in a company the legal entities that an unheard run made for its requisites, whatever was edited since.

    Args:
        company: as it is wanted.
        card: of its partner.
        key_of: returns the key under which a requisite's legal entity is created.
    """

    def named(entity: LegalEntity) -> LegalEntity:
        key = "" if onec_ref(entity) else key_of(entity)
        return entity.with_(ref=Ref(system="onec", kind="legal_entity", id=key)) if key and card.entity(key) else entity

    return company.with_(legal_entities=tuple(named(one) for one in company.legal_entities))
