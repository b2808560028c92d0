"""A record of the catalogue that the portal may have made without an answer."""

from services.b24_connector.memory.product import Record
from services.b24_connector.portal import LONGEST_CALL
from shared.bus.errors import Retryable

CREATE = "create"
"""Step of a write: the record may be born already."""


def wait_for_former(entity: Record) -> None:
    """Stop while a former attempt to create a product or section may still be running.

    Raises:
        Retryable: it may.
    """
    age = entity.attempt_age
    if age is not None and age < LONGEST_CALL and entity.writing is not None and entity.writing.step == CREATE:
        left_s = (LONGEST_CALL - age).total_seconds()
        raise Retryable("an attempt to create it may still be running", after_s=left_s, counted=False)
