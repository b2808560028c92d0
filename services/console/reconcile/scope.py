"""Says which of the known differences one reconciliation has found, and which are of the subjects asked for. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any


def of_run(known: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the result of one reconciliation: its `differences` and, in `earlier`, those it has not looked at.

    Args:
        known: the latest reconciliation, `run`, and all `differences` that are known.
        name: of the reconciliation.
    """
    own = [one for one in known["differences"] if one["run"] == name]
    earlier = [one for one in known["differences"] if one["run"] != name]
    return {"run": known["run"], "differences": own, "earlier": earlier}


def only(found: Mapping[str, Any], parts: Sequence[str]) -> Mapping[str, Any]:
    """Return what a reconciliation found of some subjects, deals or prices; of all if none is named."""
    of_parts = {
        name: [one for one in found[name] if not parts or one["subject"] in parts]
        for name in ("differences", "earlier")
        if name in found
    }
    return {**found, **of_parts, "parts": list(parts)}
