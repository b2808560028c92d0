"""`dealbus check`: runs the checks of both connectors and those of the exchange, gathers their findings."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

from services.console import organisations, running
from services.console.broker import alarms, certificates
from services.console.command import looked
from services.console.dead_letters import dead
from services.console.matching import deciding as matching
from services.console.matching import mistyped
from services.console.settings import ConsoleSettings
from services.console.standing import frozen
from services.console.surroundings import surroundings
from shared.process.findings import Finding, read_findings, report

CONNECTORS: Final = ("services.b24_connector", "services.onec_connector")


def of_connectors(*, is_quiet: bool) -> tuple[list[int], list[Finding]]:
    """Run `check` of both connectors; what stops them alike, a mistake in the rules file for instance, is said once.

    Args:
        is_quiet: their findings are not printed as they come, but returned.

    Returns:
        their exit codes, and the findings.
    """
    codes, findings, said = list[int](), list[Finding](), set[str]()
    for connector in CONNECTORS:
        words = [sys.executable, "-m", connector, "check"]
        done = subprocess.run(  # noqa: S603 - ours
            words,
            env=surroundings(),
            check=False,
            stdout=subprocess.PIPE if is_quiet else None,
            stderr=subprocess.PIPE,
            text=True,
        )
        new = [line for line in done.stderr.splitlines() if line not in said]
        print("".join(f"{line}\n" for line in new), end="", file=sys.stderr)
        said.update(new)
        codes.append(done.returncode)
        findings += read_findings(done.stdout or "")
    of_both = organisations.listed(CONNECTORS) if len(codes) == len(CONNECTORS) else []
    if not is_quiet:
        report(of_both)
    findings += of_both
    return codes, findings


def of_the_exchange(settings: ConsoleSettings) -> Iterator[list[Finding]]:
    """Yield what `dealbus check` finds of services, dead letters, certificates, frozen groups, questions, pairs.

    What stops several of them alike, a database that is away for instance, is said once.
    """
    exchange = (running.listed, alarms.found, dead.warned, certificates.ending)
    looks = (*exchange, frozen.listed, matching.waiting, mistyped.listed)
    said = set[str]()
    for look in looks:
        found = [one for one in looked(look(settings)) if one.text not in said]
        said.update(one.text for one in found if not one.ok)
        yield found


def as_json(codes: list[int], findings: list[Finding]) -> dict[str, Any]:
    """Return the findings of `dealbus check` as JSON; `fine`: nobody has to act, both connectors could be checked."""
    fine = not any(codes) and all(finding.ok for finding in findings)
    return {"fine": fine, "findings": [{"ok": one.ok, "text": one.text} for one in findings]}
