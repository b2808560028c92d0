"""Planned faults of the simulated base: what a customer's web server, platform and network do now and then."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "html_500",
    "html_503",
    "html_200",
    "versions_409",
    "error_500",
    "no_right",
    "slow",
    "drop_after_commit",
    "drop_before",
]
AFTER = {"slow", "drop_after_commit"}


class PlannedFault(BaseModel):
    """One line of the simulated base's fault plan.

    It meets the next `times` calls whose method and address match, after leaving the first `skip` of them alone.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    times: int = Field(default=1, ge=1)
    skip: int = Field(default=0, ge=0)
    method: str = ""
    path: str = Field(default="", description="a piece of the decoded address; empty: any")
    seconds: float = Field(default=5, ge=0, description="how long `slow` holds the answer back")


def take(plan: list[PlannedFault], method: str, path: str) -> PlannedFault | None:
    """Take the first planned fault that meets a call of the simulated base, using it up."""
    for fault in plan:
        if fault.method not in {"", method} or fault.path not in path:
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        fault.times -= 1
        if not fault.times:
            plan.remove(fault)
        return fault
    return None
