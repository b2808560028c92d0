"""Decides for a reader which groups are published, with which numbers, and what is remembered then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from shared.entities.model import NOTHING, GroupDoc
from shared.messages.groups import Stamp

G = TypeVar("G", bound=str)

NOBODY: Mapping[str, int] = {}
"""No group that a person has decided about."""


@dataclass(frozen=True, slots=True)
class Publication(Generic[G]):
    """What a read leads to: the groups to publish, with their stamps.

    Args:
        changed: the groups that were edited; empty for a forced publication of a value that is published already.
        stamps: `order.groups` of the snapshot.
        digests: to be given to `EntityStore.store_published` once the broker has confirmed; of `changed` alone.
    """

    changed: frozenset[G]
    stamps: dict[G, Stamp]
    digests: dict[G, str]


def publication(
    document: Mapping[str, GroupDoc],
    digests: Mapping[G, str],
    version: int,
    *,
    force: bool = False,
    asserted: Mapping[str, int] = NOBODY,
    compared_at: int = 0,
) -> Publication[G] | None:
    """Decide for a reader which groups of a record just read are published, and with which stamps.

    A forced publication repeats the numbers that were published before: a side that contains the value skips it, one
    that refused it or was restored from a backup writes it, and our asking makes no conflict of the counterpart's edit.

    Args:
        document: read after the peer was, by `EntityStore.unmoved`.
        digests: of every group this side publishes for this entity.
        version: taken before the peer was read.
        force: publish even if nothing differs.
        asserted: groups in which a person has decided for the value here, seeing the counterpart's edit of this
            number; it is published as if just set by that person. `EntityStore.hear` must have stored it before.
        compared_at: when both sides were compared by which that person has decided.

    Returns:
        None: there is nothing to publish.
    """
    document = hearing(document, asserted)
    changed = differing(document, digests) | frozenset(group for group in digests if group in asserted)
    if not changed and not force:
        return None
    return Publication(
        changed=changed,
        stamps=stamps_to_publish(document, changed, version, digests, decided=dict.fromkeys(asserted, compared_at)),
        digests={group: digests[group] for group in changed},
    )


def hearing(document: Mapping[str, GroupDoc], known: Mapping[str, int]) -> Mapping[str, GroupDoc]:
    """Return what a reader remembers once edits of the counterpart were seen here, by their numbers.

    The pure twin of `EntityStore.hear`.
    """
    heard = {group: document.get(group, NOTHING) for group in known}
    return {**document, **{group: replace(doc, known=max(doc.known, known[group])) for group, doc in heard.items()}}


def differing(document: Mapping[str, GroupDoc], digests: Mapping[G, str]) -> frozenset[G]:
    """Return the groups of a record just read whose value is not the one last published or written here."""
    return frozenset(group for group, digest in digests.items() if document.get(group, NOTHING).digest != digest)


def untold(document: Mapping[str, GroupDoc], digests: Mapping[G, str]) -> dict[G, str]:
    """Return the digests of known groups that somebody has edited since they were published, untold to anybody."""
    known = {group: document[group].digest for group in digests if group in document}
    return {group: digests[group] for group, former in known.items() if former != digests[group]}


def stamps_to_publish(
    document: Mapping[str, GroupDoc],
    groups_differing: Iterable[G],
    version: int,
    groups: Iterable[G],
    *,
    decided: Mapping[str, int] = NOBODY,
) -> dict[G, Stamp]:
    """Return the stamps to publish with a snapshot of `groups`; the differing ones were edited at `version`."""
    edited = frozenset(groups_differing)
    return {
        group: Stamp(
            edited=version if group in edited else document.get(group, NOTHING).edited,
            known=document.get(group, NOTHING).known,
            decided=decided.get(group, 0),
        )
        for group in groups
    }


def stamps_of(document: Mapping[str, GroupDoc], groups: Iterable[G]) -> dict[G, Stamp]:
    """Return the stamps of some groups as they are remembered, without publishing anything."""
    return {
        group: Stamp(edited=document[group].edited, known=document[group].known)
        for group in groups
        if group in document
    }


def after_publication(
    document: Mapping[str, GroupDoc],
    groups_differing: Iterable[G],
    version: int,
    digests: Mapping[G, str],
) -> dict[G, GroupDoc]:
    """Return what to remember of groups once the broker has confirmed them published, unless a later read was faster.

    The pure twin of `EntityStore.store_published`.
    """
    return {
        group: replace(document.get(group, NOTHING).holding(digests[group]), edited=version)
        for group in groups_differing
        if document.get(group, NOTHING).edited < version
    }
