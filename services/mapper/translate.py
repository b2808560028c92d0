"""Translates a snapshot: the other system's ids stand, by the pairs, in place of its own. Pure.

What has no pair yet keeps its natural keys and an empty `ref`: the connector finds or creates it.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from shared.messages.contact import contact_of, in_company
from shared.messages.model import Model
from shared.messages.order import SalesOrder
from shared.messages.pairs import ONEC_KINDS, PAIR_KINDS, PRIVATE_PERSON
from shared.messages.party import Company
from shared.messages.price import ItemPrices
from shared.messages.product import Product, Section
from shared.messages.things import Customer, Item, Ref, System, Thing

Pairs = Mapping[tuple[str, str], str]
"""(kind of the pair, id in the source system) → id in the target system."""

Separated = Mapping[tuple[str, str], tuple[str, ...]]
"""(kind of the pair, id in the source system) → ids in the target system that a person has said it is not."""

NOBODY: Separated = {}
PRODUCT = "product"
"""Kind of the pair of a product and its item."""

M = TypeVar("M", bound=Model)
R = TypeVar("R", SalesOrder, Product, Section, Company, ItemPrices)


def paired_as(thing: Thing) -> tuple[str, Ref] | None:
    """Return the kind of pair and the id by which a thing is translated; None if it is only matched, not paired.

    A variation (`guid#characteristic`) is one product there and an item with a characteristic here: in an order it is
    looked up by both references at once. A deal's is matched by its external code.
    """
    if thing.ref is None:
        return None
    if isinstance(thing, Item) and "#" in thing.external_code:
        return ("product", thing.ref.with_(id=thing.external_code)) if thing.ref.system == "onec" else None
    kind = thing.ref.kind
    if isinstance(thing, Customer) and thing.kind == "person" and kind in {"contact", "partner"}:
        return PRIVATE_PERSON, thing.ref
    pair = PAIR_KINDS.get(kind, kind if kind in ONEC_KINDS else None)
    return (pair, thing.ref) if pair else None


def wanted_pairs(record: Model) -> list[tuple[str, Ref]]:
    """List the ids that must be looked up before `translated` can replace every id inside a record.

    The marks in it too: a copied card bears that of the original.
    """
    found: set[tuple[str, Ref]] = set()
    for thing in _things(record):
        if half := paired_as(thing):
            found |= {half} | ({(half[0], thing.origin)} if thing.origin else set())
    if (contact := _in_its_company(record)) is not None:
        found.add((contact.kind, contact))
    return sorted(found, key=lambda entry: (entry[0], entry[1].id))


def translated(record: R, *, ref: Ref | None, pairs: Pairs, separated: Separated = NOBODY) -> R:
    """Return a record with the other system's ids in place of its own.

    Args:
        record: a snapshot.
        ref: the record to be written, None if there is none yet.
        pairs: answers to `wanted_pairs`.
        separated: the same, of what is not a pair.

    Returns:
        the same record; `ref` of everything is the target's id or None, `origin` the id it was read with.
    """
    if (contact := _in_its_company(record)) is not None:
        there: tuple[str, str] = (contact.kind, contact.id)
        here: tuple[str, str] = (contact.kind, contact_of(contact))
        pairs = {**pairs, here: pairs[there]} if there in pairs else pairs
        separated = {**separated, here: (*separated.get(here, ()), *separated.get(there, ()))}
    swapped = _swap_fields(record, pairs, separated)
    return swapped.with_(ref=ref, origin=record.ref)


def _in_its_company(record: Model) -> Ref | None:
    """Return the contact of an order as the directory pairs it: in the company that the order is for."""
    if not isinstance(record, SalesOrder) or record.person is None or record.customer is None:
        return None
    contact, company = record.person.ref, record.customer.ref
    if contact is None or company is None or (contact.kind, company.kind) != ("contact", "company"):
        return None
    return in_company(contact.id, company.id)


def _things(value: object) -> Iterator[Thing]:
    if isinstance(value, Thing):
        yield value
    if isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _things(getattr(value, name))
    elif isinstance(value, tuple):
        for element in value:
            yield from _things(element)


def _swap_fields(model: M, pairs: Pairs, separated: Separated) -> M:
    changes = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        swapped = _swap(value, pairs, separated)
        if swapped is not value:
            changes[name] = swapped
    return model.with_(**changes) if changes else model


def _swap(value: object, pairs: Pairs, separated: Separated) -> object:
    if isinstance(value, tuple):
        swapped = tuple(_swap(element, pairs, separated) for element in value)
        return swapped if any(new is not old for new, old in zip(swapped, value, strict=True)) else value
    if isinstance(value, Thing):
        return _swap_thing(value, pairs, separated)
    if isinstance(value, Model) and not isinstance(value, Ref):
        return _swap_fields(value, pairs, separated)
    return value


def _swap_thing(thing: Thing, pairs: Pairs, separated: Separated) -> Thing:
    inner = _swap_fields(thing, pairs, separated)
    if thing.ref is None:
        return inner
    not_its_own = thing.not_these
    if isinstance(thing, Item) and thing.retired:
        not_its_own = (*not_its_own, *_item_of_retired(thing, pairs))
        inner = inner.with_(retired=())
    half = paired_as(thing)
    if half is None:
        return inner.with_(ref=thing.origin, origin=thing.ref, not_these=not_its_own)
    kind, ref = half
    counterpart, not_these = pairs.get((kind, ref.id)), separated.get((kind, ref.id), ())
    if not counterpart:
        not_these = tuple(dict.fromkeys((*not_these, *not_its_own)))
    target = _target(ref.system, kind, counterpart) if counterpart else thing.origin
    if not counterpart and _is_disproved(ref, kind, thing.origin, pairs, not_these):
        target = None
    return inner.with_(ref=target, origin=thing.ref, not_these=not_these)


def _item_of_retired(item: Item, pairs: Pairs) -> tuple[str, ...]:
    """Return the item that a product's outer key names, if an older product that is no longer offered is that."""
    code = item.external_code.partition("#")[0]
    stand_for = (pairs.get((PRODUCT, one.ref.id), "") for one in item.retired if one.ref)
    return (code,) if code in {one.partition("#")[0] for one in stand_for} else ()


def _is_disproved(own: Ref, kind: str, mark: Ref | None, pairs: Pairs, not_these: tuple[str, ...]) -> bool:
    """Tell whether a record without a pair is not what its mark says: it is separated from that, or that is another's.

    The latter is a copy, which bears the original's mark.
    """
    if mark is None:
        return False
    original = pairs.get((kind, mark.id))
    is_others = original is not None and _target(mark.system, kind, original).id != own.id
    return is_others or mark.id in not_these


def _target(source: System, kind: str, counterpart: str) -> Ref:
    if source == "b24":
        return Ref(system="onec", kind=ONEC_KINDS[kind], id=counterpart)
    found = Ref(system="b24", kind="contact" if kind == PRIVATE_PERSON else kind, id=counterpart)
    return found.with_(id=contact_of(found)) if found.kind == "contact" else found
