"""Hindrances: how a deal's exchange stands, as its fields «Обмен с 1С» and «Что мешает» show it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypedDict

from services.b24_connector.vocabulary.names import USER_FIELDS, DealFields, FieldKey
from services.b24_connector.vocabulary.values import identity
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told

State = Literal["passed", "waits", "refused", "stopped"]
"""Codes of the list «Обмен с 1С»; the later one is the worse."""
STATES: Mapping[State, str] = {"passed": "передано", "waits": "ждёт", "refused": "отказ", "stopped": "остановлено"}


class Hindrance(TypedDict):
    """What keeps a part of a deal's exchange from being done.

    Args:
        state: how the exchange stands for it.
        text: what the manager reads, and does.
    """

    state: State
    text: str


_TEXTS: Final[tuple[FieldKey, ...]] = ("number", "state", "url", "exchange", "hindrance", "details")
_OF_ORDER: Final[tuple[FieldKey, ...]] = (*_TEXTS, "paid", "shipped")
Hindrances = Mapping[str, Hindrance]
"""By what is hindered: `read`, `deal` (writing it), `stage`, `order`, `closed` (all of 1C), `stopped` (until an
administrator acts)."""
Changes = dict[str, Hindrance | None]
"""Hindrances that come, and None for those that are gone."""


def hindered(told: Sequence[Told], state: State = "refused") -> Hindrance | None:
    """Return the hindrance that these sentences are about; None: there is none."""
    text = " ".join(one.text for one in told)
    return {"state": state, "text": text} if text else None


def noted(note: DealNote) -> Changes:
    """Return how a note changes a deal's hindrances; one of 1C's writer settles what 1C's writer said before."""
    refusals = hindered([one for one in note.told if one.topic == "refusal" and not one.stops])
    changes: Changes = {}
    if note.waiting is not None:
        changes |= {"order": refusals, "closed": None}
    elif refusals:
        changes["deal"] = refusals
    if closed := hindered([one for one in note.told if one.topic == "closed"], "waits"):
        changes["closed"] = closed
    if stopped := hindered([one for one in note.told if one.stops], "stopped"):
        changes["stopped"] = stopped
    return changes


def after(known: Hindrances | None, changes: Changes) -> Hindrances:
    """Return a deal's hindrances after these changes."""
    merged = {**(known or {}), **changes}
    return {of: one for of, one in merged.items() if one is not None}


def refusal_in(hindrances: Hindrances) -> str:
    """Return what somebody must do about a deal's refusal, in the deal or in 1C; empty: nothing is refused."""
    refused = [one["text"] for one in hindrances.values() if one["state"] == "refused"]
    return "\n\n".join(dict.fromkeys(refused))


def exchange_fields(hindrances: Hindrances, fields: DealFields, *, passed: bool) -> dict[str, Any]:
    """Return the deal's two exchange fields, by the portal's names; empty where `setup` has not made them.

    Args:
        hindrances: what stands in the way; the worst is shown, of equal ones the one that came first.
        fields: how this portal calls our fields.
        passed: the deal has its order.
    """
    order = list(STATES)
    worst = max(hindrances.values(), key=lambda one: order.index(one["state"]), default=None)
    code = worst["state"] if worst else "passed" if passed else ""
    shown: dict[str, Any] = {}
    states = fields.list_of("exchange")
    if (name := fields.names.get("exchange")) and states.options:
        shown[name] = option.id if (option := states.of_code(code)) else ""
    if name := fields.names.get("hindrance"):
        shown[name] = worst["text"] if worst else ""
    return shown


def foreign_fields(item: Mapping[str, Any], fields: DealFields) -> dict[str, str]:
    """Return, emptied, what a deal without an order shows of one: a person has copied it with its original's fields.

    Args:
        item: the deal's own fields.
        fields: how this portal calls our fields.

    Returns:
        by the names of `crm.deal.update`: the universal update is reported not to empty every kind of field.
    """
    # The percentages alone say nothing: whether the portal reads an emptied number as 0 is nobody's promise.
    is_filled = any(identity(item.get(fields.names[key])) for key in _TEXTS if key in fields.names)
    ours = (USER_FIELDS[key].upper for key in _OF_ORDER if key in fields.names)
    return dict.fromkeys((*ours, *fields.extra.filled_by_orders), "") if is_filled else {}


def unlike(shown: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the two exchange fields that a deal shows otherwise."""
    return {name: value for name, value in shown.items() if identity(item.get(name)) != value}
