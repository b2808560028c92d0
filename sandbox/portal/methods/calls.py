"""One call of a portal's method: who calls, with which parameters, and what is answered."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.portal.engine.failures import invalid_value, required
from sandbox.portal.engine.state import Actor, Portal


@dataclass(frozen=True)
class Caller:
    """Who calls a method of the portal: the user acted as, the token that counts for limits, whether an application."""

    user_id: int
    token: str
    is_app: bool


@dataclass(frozen=True)
class Call:
    """A call of a method of the simulated portal after its parameters were read."""

    portal: Portal
    params: dict[str, Any]
    caller: Caller
    in_batch: bool = False

    def value(self, name: str, default: Any = None) -> Any:
        """Return a parameter of a method call, whatever the case of its name."""
        if name in self.params:
            return self.params[name]
        low = name.lower()
        return next((value for key, value in self.params.items() if key.lower() == low), default)

    def number(self, name: str) -> int:
        """Return a parameter of a method call that must be a number.

        Raises:
            PortalError: it is missing or no number.
        """
        value = self.value(name)
        if value is None or value == "":
            raise required(name)
        return whole(value, name)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a parameter of a method call that is an object; the empty list of PHP counts as an empty one."""
        value = self.value(name)
        if isinstance(value, dict):
            return value
        return {}

    def fields(self) -> dict[str, Any]:
        """Return the parameter `fields` of a call of a method of the simulated portal.

        Raises:
            PortalError: the parameter is missing or no object.
        """
        value = self.value("fields")
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise required("fields")
        return value

    @property
    def actor(self) -> Actor:
        """Return who makes a method call's change, with the source key if the switches let it count here."""
        connector = str(self.value("auth_connector") or "")
        if self.in_batch and not self.portal.switches.auth_connector_in_batch:
            connector = ""
        return Actor(self.caller.user_id, connector)


@dataclass(frozen=True)
class Page:
    """An answer of a list method: the rows go into `result`, the counters stand beside it."""

    result: Any
    total: int | None = None
    next: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def whole(value: Any, name: str) -> int:
    """Read a whole number from a parameter of a method call, JSON or form.

    Raises:
        PortalError: it is none.
    """
    try:
        return int(str(value))
    except ValueError:
        raise invalid_value(f"Invalid value {{{value}}} to match with parameter {{{name}}}") from None


def many(value: Any) -> list[str]:
    """Return the values of a parameter that may be one value, a list, or PHP's numbered map of them, as texts."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [str(part) for part in parts]
