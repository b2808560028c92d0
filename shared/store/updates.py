"""Update pipelines for entity documents: each change is atomic and uses the database's own clock."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from shared.entities import GroupDoc
from shared.store.entity import FREEZE_AFTER, FREEZE_WINDOW

_MILLISECOND = timedelta(milliseconds=1)


class Into(dict[str, Any]):
    """Changes within one of the connector's own fields; the rest of the field stays."""


K = TypeVar("K", bound=str)
Pipeline = list[Mapping[str, Any]]

_NOW: Mapping[str, Any] = {"$toLong": "$$NOW"}
_TOLD = ("digest", "compared", "compared_at")
"""What is remembered of a group until it is told."""

# Never used twice; gaps are harmless; a restored backup cannot go back, as the clock has moved on.
NEXT_VERSION = {"$max": [{"$add": [{"$ifNull": ["$version", 0]}, 1]}, _NOW]}


def take_version(ref: str | None) -> Pipeline:
    """Build the update of an entity document that takes the next version, and stores `ref` where none is known."""
    return [{"$set": {"version": NEXT_VERSION, **_ref_where_absent(ref)}}]


def bind(ref: str) -> Pipeline:
    """Build the update of an entity document that stores `ref` where none is known."""
    return [{"$set": _ref_where_absent(ref)}]


def succeed(ref: str, fields: Mapping[str, Any]) -> Pipeline:
    """Build the update of an entity document that replaces the own id, and what is remembered of the former one."""
    return [{"$set": {"version": NEXT_VERSION, "ref": {"$literal": ref}, **_fields(fields)}}]


def begin_write(*, attempt: bool) -> Pipeline:
    """Build the update that sets `writing`; step and memo of a write that never ended stay, and what was sent."""
    unfinished = {"$ifNull": ["$writing.step", None]}
    follows = {"$gt": ["$writing", None]}
    former = {"since": "$writing.since", "follows": {"$ifNull": ["$writing.follows", False]}}
    changes: dict[str, Any] = {
        "before": {"$cond": [follows, former, None]},  # for `release`
        "version": NEXT_VERSION,
        "writing": {
            "version": NEXT_VERSION,
            "since": "$$NOW",
            "step": unfinished,
            "memo": {"$cond": [{"$eq": [unfinished, None]}, None, "$writing.memo"]},
            "follows": follows,
            "sent": {"$ifNull": ["$writing.sent", "$$REMOVE"]},
        },
    }
    if attempt:
        changes["attempt_at"] = {"$ifNull": ["$attempt_at", "$$NOW"]}
    return [{"$set": changes}]


def note(changes: Mapping[str, Any], sent: Mapping[K, Mapping[str, int]], fields: Mapping[str, Any]) -> Pipeline:
    """Build the update of a write under way.

    Args:
        changes: of the document, as expressions.
        sent: digests with their numbers, to be added by group to those that were noted before.
        fields: the connector's own.
    """
    noted = {
        f"writing.sent.{group}.{digest}": {"$max": [f"$writing.sent.{group}.{digest}", number]}
        for group, digests in sent.items()
        for digest, number in digests.items()
    }
    return [{"$set": {**changes, **noted, **_fields(fields)}}]


def end_write(
    groups: Mapping[K, GroupDoc], fields: Mapping[str, Any], ref: str | None, counted: Collection[str], scheme: int
) -> Pipeline:
    """Build the update that clears `writing`, takes a version, stores what was decided and counts overwrites.

    Args:
        groups: what changes.
        fields: the connector's own.
        ref: own id, stored where none is known.
        counted: groups sent to the peer that two sides edit.
        scheme: of the digests.
    """
    changes = _ending(groups, fields, ref, scheme)
    for group in counted:
        changes[f"writes.{group}"] = _recent_overwrites(group)
        changes[f"wrote.{group}"] = _edited(group)
    stages: Pipeline = [{"$set": changes}, {"$unset": ["writing", "before"]}]
    if counted:
        frozen = _frozen(counted)
        unsaid = {"$setUnion": [_list("unsaid"), {"$setDifference": [frozen, _list("frozen")]}]}
        stages.append({"$set": {"frozen": frozen, "unsaid": unsaid}})
    return stages


def release(
    groups: Mapping[K, GroupDoc], fields: Mapping[str, Any], ref: str | None, scheme: int, *, done: bool = False
) -> Pipeline:
    """Build the update behind `EntityStore.release`: a former write that never ended stands with its own time."""
    stands = {"$mergeObjects": ["$writing", "$before", {"step": None, "memo": None} if done else {}]}
    began = {"$ne": [{"$type": "$before"}, "missing"]}  # else this write has ended already
    after = {"$cond": [{"$gt": ["$before", None]}, stands, "$$REMOVE"]}
    writing = {"$cond": [began, after, {"$ifNull": ["$writing", "$$REMOVE"]}]}
    return [{"$set": _ending(groups, fields, ref, scheme) | {"writing": writing}}, {"$unset": "before"}]


def store_published(version: int, digests: Mapping[K, str], scheme: int) -> Pipeline:
    """Build the update that stores digest and `edited` of groups that no later read has announced."""
    changes: dict[str, Any] = {}
    for group, digest in digests.items():
        former = f"$groups.{group}"
        known = {"$ifNull": [f"{former}.known", 0]}
        published = {"digest": {"$literal": digest}, "edited": version, "known": known, "scheme": scheme}
        unread = {"$lt": [{"$ifNull": [f"{former}.edited", 0]}, version]}
        lower = {"$and": [unread, {"$lte": [{"$ifNull": [f"$announced.{group}", 0]}, version]}]}
        changes[f"groups.{group}"] = {"$cond": [lower, published, former]}
    return [{"$set": changes}]


def renew(former: Mapping[str, GroupDoc], renewed: Mapping[str, GroupDoc], scheme: int) -> Pipeline:
    """Build the update that restates an entity's digests in the present scheme, where they are still what they were."""
    changes: dict[str, Any] = {}
    for group, doc in renewed.items():
        stored = f"$groups.{group}"
        restated = {"$mergeObjects": [stored, {"digest": {"$literal": doc.digest}, "scheme": scheme}]}
        is_former = {"$eq": [f"{stored}.digest", {"$literal": former[group].digest}]}
        changes[f"groups.{group}"] = {"$cond": [is_former, restated, stored]}
    return [{"$set": changes}]


def announce(groups: Iterable[str], version: int | None) -> Pipeline:
    """Build the update that deletes groups' digests and stores the number they are about to be published with.

    What a lost write has sent of them is forgotten: whoever sets it again edits what is told now.
    """
    names = list(groups)
    told = [f"groups.{group}.{one}" for group in names for one in _TOLD]
    stages: Pipeline = [{"$unset": [*told, *(f"writing.sent.{group}" for group in names)]}]
    if version is not None:
        stages.append({"$set": {f"announced.{group}": {"$max": [f"$announced.{group}", version]} for group in names}})
    return stages


def estrange() -> Pipeline:
    """Build the update that deletes what an entity document knows of the other side's record, in every group."""
    groups = {"$objectToArray": {"$ifNull": ["$groups", {}]}}
    unknown = {"k": "$$one.k", "v": {"$mergeObjects": ["$$one.v", {"known": 0}]}}
    return [{"$set": {"groups": {"$arrayToObject": {"$map": {"input": groups, "as": "one", "in": unknown}}}}}]


def hear(known: Mapping[str, int]) -> Mapping[str, Any]:
    """Build the update behind `EntityStore.hear`: the counterpart's edits that a person knew."""
    return {"$max": {f"groups.{group}.known": number for group, number in known.items()}}


def note_compared(digests: Mapping[K, str]) -> Pipeline:
    """Build the update behind `EntityStore.note_compared`: the digests that a comparison has seen."""
    changes: dict[str, Any] = {}
    for group, digest in digests.items():
        changes |= {f"groups.{group}.compared": {"$literal": digest}, f"groups.{group}.compared_at": _NOW}
    return [{"$set": changes}]


def set_fields(fields: Mapping[str, Any]) -> Pipeline:
    """Build the update of the connector's own fields; None removes one, `Into` changes within one."""
    changes = _fields(fields)
    return [{"$set": changes}] if changes else []


def _ending(groups: Mapping[K, GroupDoc], fields: Mapping[str, Any], ref: str | None, scheme: int) -> dict[str, Any]:
    """Return the part of an update that ends a write of an entity, whoever's answer is known."""
    changes: dict[str, Any] = {"version": NEXT_VERSION, **_ref_where_absent(ref), **_fields(fields)}
    changes |= {f"groups.{group}": _newer(group, doc, scheme) for group, doc in groups.items()}
    return changes | {f"announced.{group}": _overtaking(group, doc) for group, doc in groups.items()}


def _fields(fields: Mapping[str, Any], within: str = "fields") -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Into):
            changes |= _fields(value, f"{within}.{name}")
        else:
            changes[f"{within}.{name}"] = "$$REMOVE" if value is None else {"$literal": value}
    return changes


def _ref_where_absent(ref: str | None) -> dict[str, Any]:
    return {} if ref is None else {"ref": {"$ifNull": ["$ref", {"$literal": ref}]}}


def _newer(group: str, doc: GroupDoc, scheme: int) -> dict[str, Any]:
    """Return an update's expression that stores a group, unless a process without the lease brings an older `known`.

    A write never changes `edited`; where a read has, since the write began, the value is published once more.
    """
    edited = _edited(group)
    written = {
        "digest": {"$cond": [{"$eq": [edited, doc.edited]}, {"$literal": doc.digest}, None]},
        "edited": edited,
        "known": doc.known,
        "scheme": doc.outdated or scheme,
    }
    return {"$cond": [_is_late(group, doc), f"$groups.{group}", written]}


def _overtaking(group: str, doc: GroupDoc) -> dict[str, Any]:
    """Return the update's expression of the lowest number whose publication may still be stored.

    A publication under way knows nothing of what a write has decided; where that is to be published, it must not pass
    for it.
    """
    unchanged = {"$eq": [_edited(group), doc.edited]} if doc.digest is not None else False
    return {"$cond": [{"$or": [_is_late(group, doc), unchanged]}, f"$announced.{group}", NEXT_VERSION]}


def _is_late(group: str, doc: GroupDoc) -> dict[str, Any]:
    return {"$gt": [{"$ifNull": [f"$groups.{group}.known", 0]}, doc.known]}


def _edited(group: str) -> dict[str, Any]:
    return {"$ifNull": [f"$groups.{group}.edited", 0]}


def _recent_overwrites(group: str) -> dict[str, Any]:
    """Return the update's expression that counts this write if the group was edited here since our last."""
    since = {"$subtract": ["$$NOW", FREEZE_WINDOW // _MILLISECOND]}
    recent = {
        "$filter": {
            "input": {"$ifNull": [f"$writes.{group}", []]},
            "as": "at",
            "cond": {"$gt": ["$$at", since]},
        }
    }
    edited = _edited(group)
    overwritten = {"$gt": [edited, {"$ifNull": [f"$wrote.{group}", edited]}]}
    counted = {"$concatArrays": [recent, {"$cond": [overwritten, ["$$NOW"], []]}]}
    return {"$slice": [counted, -(FREEZE_AFTER + 1)]}


def _frozen(groups: Iterable[str]) -> dict[str, Any]:
    over = [
        {"$cond": [{"$gt": [{"$size": f"$writes.{group}"}, FREEZE_AFTER]}, [{"$literal": group}], []]}
        for group in groups
    ]
    return {"$setUnion": [_list("frozen"), *over]}


def _list(name: str) -> dict[str, Any]:
    return {"$ifNull": [f"${name}", []]}
