"""The rules file as it is delivered, read once a process."""

from functools import cache
from pathlib import Path

from shared.rules import Rules, load_rules


@cache
def delivered_rules() -> Rules:
    """Return the rules most tests decide by; they are frozen, so that all may share them."""
    return load_rules(Path("deploy/config/rules.yaml"))
