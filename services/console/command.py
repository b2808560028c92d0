"""What all console commands share: the settings, one event loop, and failures as one sentence for the operator."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, Final

import typer

from services.console import backup
from services.console.broker import management as broker
from services.console.broker import rights
from services.console.dead_letters import dead
from services.console.matching.couples import MatchError
from services.console.piping import LoadError
from services.console.reconcile.following import ReconcileError
from services.console.settings import ConsoleSettings
from shared.bus.errors import Retryable, TopologyError
from shared.observe.masking import mask
from shared.observe.terminal import shown_lines
from shared.process.findings import Finding
from shared.process.settings import SettingsError
from shared.store.errors import StoreUnavailableError


def settings() -> ConsoleSettings:
    """Read the settings for a console command, or exit with what is wrong with them."""
    try:
        return ConsoleSettings.load()
    except SettingsError as error:
        refuse(str(error))
        raise typer.Exit(2) from None


def refuse(sentence: str) -> None:
    """Print on standard error, without secrets, why a console command does nothing."""
    print(shown_lines(mask(sentence)), file=sys.stderr)


_CANNOT: Final = (
    TopologyError,
    Retryable,
    StoreUnavailableError,
    dead.UnknownGroupError,
    backup.BackupError,
    broker.BrokerError,
    rights.RightsError,
    LoadError,
    ReconcileError,
)
"""What keeps a command from being done, each with a sentence for the operator."""


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run the coroutine of a console command, or exit with the reason why it cannot be done."""
    try:
        return asyncio.run(work)
    except MatchError as error:
        refuse(str(error))
        raise typer.Exit(1) from None
    except _CANNOT as error:
        refuse(str(error))
        raise typer.Exit(2) from None


def looked(work: Coroutine[Any, Any, list[Finding]]) -> list[Finding]:
    """Run one look of `dealbus check`; why it cannot be done is a finding, so that the others are told as well."""
    try:
        return asyncio.run(work)
    except _CANNOT as error:
        return [Finding(ok=False, text=mask(str(error)))]
