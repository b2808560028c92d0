"""Which sets 1C does not let our user at, as its last answers say."""

import structlog

from services.onec_connector.base import metrics
from services.onec_connector.base.promises import set_of
from services.onec_connector.objects import versions

_log = structlog.get_logger(__name__)


class BaseRights:
    """Sets that were refused for a right, until they are answered."""

    def __init__(self) -> None:
        self._refused: set[str] = set()

    def refused(self, path: str) -> None:
        """Remember and tell, once, a set our user may not touch; `check` alone names one that is done without."""
        name = set_of(path)
        if name in versions.DONE_WITHOUT:
            return
        if name not in self._refused:
            metrics.right_missing(name, is_missing=True)
            _log.error("a right is missing in 1C, or the password is wrong", set=name)
        self._refused.add(name)

    def answered(self, path: str) -> None:
        """Forget a set that works; its figure is there from the first answer on."""
        name = set_of(path)
        metrics.right_missing(name, is_missing=False)
        self._refused.discard(name)

    @property
    def missing(self) -> list[str]:
        """Names of the sets that our user may not touch."""
        return sorted(self._refused)

    @property
    def reasons(self) -> list[str]:
        """Say for readiness what is missing; empty when nothing is."""
        return [
            f"1C refuses {name} to the user of DEALBUS_ONEC_USER; give that user the rights in docs/onec.md"
            for name in self.missing
        ]
