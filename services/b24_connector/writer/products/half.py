"""A record of the catalogue that the portal may have made or changed without an answer."""

from collections.abc import Mapping

from services.b24_connector.memory.product import Record
from services.b24_connector.portal import LONGEST_CALL
from shared.bus.errors import Retryable

CREATE = "create"
"""Step of a write: the record may be born already."""


def memo_for(held: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Return what to note before a change is sent: the digests of the groups that people may edit and it changes.

    Args:
        held: digests of the product as it stands.
        sent: as it will, if the portal takes it.
    """
    return {group: digest for group, digest in sent.items() if held.get(group) != digest}


def wait_for_former(entity: Record) -> None:
    """Stop while a former attempt to create a record may still be running.

    Raises:
        Retryable: it may.
    """
    age = entity.attempt_age
    if age is not None and age < LONGEST_CALL and entity.writing is not None and entity.writing.step == CREATE:
        left_s = (LONGEST_CALL - age).total_seconds()
        raise Retryable("an attempt to create it may still be running", after_s=left_s, counted=False)
