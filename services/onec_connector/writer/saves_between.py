"""Notices what people save in 1C between the bus's look at a record and its write: no call of 1C is conditional.

`DataVersion` is to be compared and nothing else. Where it counts the saves of its record, one left out is somebody's;
where it counts those of the whole database, many are left out and nobody needs to have saved.
"""

import base64
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from services.onec_connector.base.client import Base
from services.onec_connector.objects import standard

_MOST_SAVES = 10_000
"""Of one record, and far fewer than there are records in a database."""


async def are_as_seen(base: Base, name: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether nobody has saved records of 1C since they were looked at; asked last, right before they are written.

    Args:
        base: where they are.
        name: of their catalog or document.
        rows: as they were read, reference and version among their fields.
    """
    for row in rows:
        fresh = await base.read(name, str(row[standard.REF]), (standard.VERSION,))
        if fresh is None or fresh[standard.VERSION] != row[standard.VERSION]:
            return False
    return True


def came_between(version: str, answer: Mapping[str, Any]) -> bool:
    """Tell whether somebody saved a record between the version read and the answer to its write, if these show it."""
    before, after = _counter(version), _counter(str(answer[standard.VERSION]))
    return before + 1 < after < _MOST_SAVES


def _counter(version: str) -> int:
    """Return how many saves a record's `DataVersion` counts, in either half; of one that counts none, too many."""
    try:
        high, low = struct.unpack(">II", base64.b64decode(version))
    except (ValueError, struct.error):
        return _MOST_SAVES
    return low or high if 0 in {low, high} else _MOST_SAVES
