"""Renews digests of an older scheme: compared by the older function, stored anew, never published."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from shared.entities.model import GroupDoc


def renew(
    document: Mapping[str, GroupDoc], digest_of: Callable[[str, int], str | None], scheme: int
) -> Mapping[str, GroupDoc]:
    """Renew remembered digests of an older scheme that stand for the value as it is now.

    A digest of an older scheme that does not stands for an edit, and stays until the edit is published.

    Args:
        document: as stored; the same object is returned where nothing is older.
        digest_of: digest of a group of the present value by a scheme; None: the group is not known here.
        scheme: the present one.
    """
    older = {
        group: replace(doc, digest=digest_of(group, scheme), outdated=None)
        for group, doc in document.items()
        if doc.outdated is not None and doc.digest is not None and doc.digest == digest_of(group, doc.outdated)
    }
    return {**document, **older} if older else document
