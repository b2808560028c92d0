"""An hour of a load lasts three minutes in every program that has this folder on its path.

What the connector believes of the portal's operating time, and the rungs of the ladder, are so many times shorter; the
portal is started with `--hurry 20` beside it. What our own programs need of a processor is not.
"""

import importlib
import os
import sys
from datetime import timedelta
from typing import Any

HURRY = 20
_NAMES = (
    *("LIMIT_S", "WINDOW_S", "LATE_S", "HELD_S", "UNKNOWN_S", "BATCH_S", "FULL_S", "PATIENCE_S", "LONGEST_CALL"),
    *("_SOON_S", "SAMPLES", "SHARE_S"),
)
"""Of the b24-connector, in whichever of its modules they stand."""


def _shorter(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shorter(one) for name, one in value.items()}
    return value / HURRY if isinstance(value, float | timedelta) else value


def _hurry() -> None:
    _hurry_ladder()
    importlib.import_module("services.console.load.pace").WINDOW_S /= HURRY
    importlib.import_module("services.b24_connector.__main__")
    for module in [module for name, module in sys.modules.items() if name.startswith("services.b24_connector.")]:
        for name in _NAMES:
            if hasattr(module, name):
                setattr(module, name, _shorter(getattr(module, name)))
    portal = "services.b24_connector.portal"
    importlib.import_module(f"{portal}.operating").Operating.__init__.__kwdefaults__["limit_s"] /= HURRY
    importlib.import_module(f"{portal}.aside").Aside.__init__.__kwdefaults__["patience_s"] /= HURRY


def _hurry_ladder() -> None:
    """Shorten the rungs, to a second at least: what is left to wait is counted in whole seconds."""
    rungs = importlib.import_module("shared.bus.ladder").RUNGS
    rungs.update({name: max(1, seconds // HURRY) for name, seconds in rungs.items()})


if os.environ.get("HURRIED"):
    _hurry()
