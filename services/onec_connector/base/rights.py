"""Which 1C sets our user may not read or write, by 1C's last answers."""

import structlog

from services.onec_connector.base import metrics
from services.onec_connector.base.promises import set_of
from services.onec_connector.objects import versions

_log = structlog.get_logger(__name__)


class BaseRights:
    """The 1C sets that were refused for a missing right, until they are answered."""

    def __init__(self) -> None:
        self._refused: set[str] = set()

    def refused(self, path: str) -> None:
        """Store and report, once, a 1C set our user may not touch; of a dispensable one only `check` speaks."""
        name = set_of(path)
        if name in versions.DONE_WITHOUT:
            return
        if name not in self._refused:
            metrics.right_missing(name, is_missing=True)
            _log.error("a right is missing in 1C, or the password is wrong", set=name)
        self._refused.add(name)

    def answered(self, path: str) -> None:
        """Forget a refused 1C set that answers; its metric exists from the first answer on."""
        name = set_of(path)
        metrics.right_missing(name, is_missing=False)
        self._refused.discard(name)

    @property
    def missing(self) -> list[str]:
        """Names of the 1C sets that our user may not touch."""
        return sorted(self._refused)

    @property
    def reasons(self) -> list[str]:
        """Return for readiness which rights in 1C are missing; empty when none is."""
        return [
            f"1С не даёт {name} пользователю из DEALBUS_ONEC_USER: дайте ему права из docs/guides/onec.ru.md."
            for name in self.missing
        ]
