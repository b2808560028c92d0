"""A record of the catalogue that the portal may have made or changed without an answer: no person's edit."""

from collections.abc import Mapping

from services.b24_connector.memory.product import Record
from services.b24_connector.portal import LONGEST_CALL
from shared.bus.errors import Retryable
from shared.entities import GroupDoc

CREATE, CHANGE = "create", "change"
"""Steps of a write: a record may be born already, or be changed already."""


def memo_for(held: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Return what to note before a change is sent: the digests of the groups that people may edit and it changes.

    Args:
        held: digests of the product as it stands.
        sent: as it will, if the portal takes it.
    """
    return {group: digest for group, digest in sent.items() if held.get(group) != digest}


def is_begun(entity: Record) -> bool:
    """Tell whether a former run has sent a change of a product and does not know whether it was taken."""
    return entity.writing is not None and entity.writing.step == CHANGE


def left(entity: Record, held: Mapping[str, str]) -> dict[str, GroupDoc]:
    """Return what a change without an answer has left, to be remembered as what stands there.

    Args:
        entity: what is remembered of the product.
        held: digests of the product as it stands; a group that stands otherwise is a person's, or was not taken.
    """
    memo = entity.writing.memo if entity.writing and is_begun(entity) else None
    sent = memo if isinstance(memo, Mapping) else {}
    taken = {group: digest for group, digest in sent.items() if held.get(group) == digest}
    return {group: entity.groups.get(group, GroupDoc()).holding(digest) for group, digest in taken.items()}


def wait_for_former(entity: Record) -> None:
    """Stop while a former attempt to create a record may still be running.

    Raises:
        Retryable: it may.
    """
    age = entity.attempt_age
    if age is not None and age < LONGEST_CALL and entity.writing is not None and entity.writing.step == CREATE:
        left_s = (LONGEST_CALL - age).total_seconds()
        raise Retryable("an attempt to create it may still be running", after_s=left_s, counted=False)
