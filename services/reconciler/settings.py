"""The reconciler's settings, from its environment: the time of day of the nightly reconciliation."""

from datetime import time

from pydantic import Field

from shared.process.settings import ServiceSettings


class ReconcilerSettings(ServiceSettings):
    """The settings of every service, and when to compare both sides."""

    reconcile_at: str = Field(
        default="04:00",
        pattern=r"^(off|([01]\d|2[0-3]):[0-5]\d)$",
        examples=["04:00", "off"],
        description="when both sides are compared every night, by the clock of `timezone` in the rules; `off`: never",
    )

    @property
    def at(self) -> time | None:
        """The time of day for the nightly reconciliation; None: never."""
        return None if self.reconcile_at == "off" else time.fromisoformat(self.reconcile_at)
