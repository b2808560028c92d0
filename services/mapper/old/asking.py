"""Answers the console about old deals and orders: reads them, writes which belong together, and links them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from services.mapper import sentences
from services.mapper.links import COMPANY, DEAL, Links
from services.mapper.old.recognising import Recognised, recognise
from shared.messages.old import OldPair, OldRecord
from shared.messages.pairs import ONEC_KINDS, PRIVATE_PERSON
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref, System
from shared.process.asking import Weighed, heard_of, pass_on, say_json

_AT_ONCE = 1000


async def match(links: Links, system: System) -> None:
    """Read the old deals and orders of both systems, and write a verdict on each record of one system."""
    records = [one async for one in heard_of(OldRecord)]
    for verdict in await verdicts(links, records, system):
        say_json(asdict(verdict))


async def link(links: Links) -> None:
    """Read pairs whose old records both connectors have kept as they stand, and link them."""
    await pass_on(OldPair, lambda pair: linked(links, pair))


async def linked(links: Links, pair: OldPair) -> OldPair:
    """Link an old deal and its old order, unless either has another counterpart by now."""
    if pair.why:
        return pair
    await links.remember([Pair(kind=DEAL, b24=pair.deal, onec=pair.order)])
    found = await links.counterparts([(DEAL, Ref(system="b24", kind="deal", id=pair.deal))])
    if found.get((DEAL, pair.deal)) == pair.order:
        return pair
    return pair.with_(why=sentences.linked_otherwise(pair.deal))


async def verdicts(links: Links, records: Sequence[OldRecord], system: System) -> list[Weighed]:
    """Answer for every old record of one system whether it has a counterpart, gets one, or a person decides.

    Args:
        links: who is who.
        records: of both systems.
        system: whose verdicts are wanted.
    """
    linked = await _counterparts(links, ((DEAL, one.ref) for one in records))
    free = [one for one in records if (DEAL, one.ref.id) not in linked]
    deals = [one for one in free if one.ref.system == "b24"]
    clients = await _counterparts(links, ((one.client_kind, one.client) for one in deals if one.client))
    known = recognise([_with_partner(one, clients) for one in deals], [one for one in free if one.ref.system == "onec"])
    names = {one.ref.key: one.name for one in records}
    ours = [one for one in records if one.ref.system == system]
    return [_weighed(one, known.get(one.ref.key), names) for one in ours]


def _weighed(record: OldRecord, found: Recognised | None, names: Mapping[str, str]) -> Weighed:
    """Return the verdict on an old deal or order; one that was not to be recognised is linked already."""
    key, name = record.ref.key, record.name
    if found is None:
        return Weighed(key, name, "same")
    if found.candidates:
        deal = record.ref.id if record.ref.system == "b24" else ""
        words = sentences.several_partners(name, deal, [names[one] for one in found.candidates])
        return Weighed(key, name, "doubtful", words)
    if not found.counterpart:
        return Weighed(key, name, "left")
    return Weighed(key, f"{name}: {names[found.counterpart]}", "link", counterpart=found.counterpart)


def _with_partner(deal: OldRecord, clients: Mapping[tuple[str, str], str]) -> OldRecord:
    """Replace the client of an old deal by the partner that stands for it, if known."""
    partner = clients.get((deal.client_kind, deal.client.id)) if deal.client else None
    if partner is None:
        return deal
    kind = ONEC_KINDS[PRIVATE_PERSON if deal.client_kind == PRIVATE_PERSON else COMPANY]
    return deal.with_(client=Ref(system="onec", kind=kind, id=partner))


async def _counterparts(links: Links, refs: Iterable[tuple[str, Ref]]) -> dict[tuple[str, str], str]:
    """Look up the counterparts of many old deals, orders and clients, by ids of both systems."""
    found: dict[tuple[str, str], str] = {}
    wanted = list(refs)
    for system in ("b24", "onec"):
        ours = [one for one in wanted if one[1].system == system]
        for start in range(0, len(ours), _AT_ONCE):
            found |= await links.counterparts(ours[start : start + _AT_ONCE])
    return found
