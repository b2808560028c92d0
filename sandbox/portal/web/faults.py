"""Faults ordered from the portal: the next calls, of a method or any, fail before or after their work."""

from dataclasses import dataclass
from typing import Any

from sandbox.portal.engine.failures import PortalError

KINDS = ("503", "429", "500", "html", "rename", "drop", "slow", "error")


@dataclass
class OrderedFault:
    """An order to let the next calls of the simulated portal fail.

    `commit` says whether the call's work is done all the same; `error` refuses single commands, also within a
    batch, with `status`, `code` and `text`; the others spoil the whole HTTP answer.
    """

    kind: str
    count: int = 1
    method: str = ""
    commit: bool = False
    delay_ms: float = 0.0
    status: int = 0
    code: str = ""
    text: str = ""
    location: str = ""

    def fits(self, methods: set[str]) -> bool:
        """Tell whether a request with these methods (a batch's inner ones too) is the one ordered to fail."""
        return not self.method or self.method.lower() in methods


class Faults:
    """The orders to let the portal fail that are not yet used up."""

    def __init__(self) -> None:
        self.waiting: list[OrderedFault] = []

    def order(self, sent: dict[str, Any]) -> OrderedFault:
        """Add an order to let a call of the simulated portal fail.

        Raises:
            ValueError: unknown kind or key.
        """
        if str(sent.get("kind")) not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        try:
            fault = OrderedFault(**{**sent, "kind": str(sent["kind"])})
        except TypeError as wrong:
            raise ValueError(str(wrong)) from wrong
        self.waiting.append(fault)
        return fault

    def for_request(self, methods: set[str]) -> OrderedFault | None:
        """Take the ordered fault that spoils this HTTP request to the simulated portal, if there is one."""
        return self._take(lambda fault: fault.kind != "error" and fault.fits(methods))

    def for_command(self, method: str) -> None:
        """Refuse a single command of a batch to the simulated portal if that fault was ordered.

        Raises:
            PortalError: as ordered.
        """
        fault = self._take(lambda fault: fault.kind == "error" and fault.fits({method}))
        if fault:
            raise PortalError(fault.status or 400, fault.code, fault.text)

    def _take(self, wanted: Any) -> OrderedFault | None:
        fault = next((one for one in self.waiting if wanted(one)), None)
        if fault is None:
            return None
        fault.count -= 1
        if fault.count <= 0:
            self.waiting.remove(fault)
        return fault
