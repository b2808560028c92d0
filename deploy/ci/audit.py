# ruff: noqa: INP001 - run by its path
"""Asks OSV whether anything that is locked has a known vulnerability: `python deploy/ci/audit.py [lock file …]`.

Ends with 0 if none is known, with 1 and the list if some are, with 69 and a sentence where nobody could be asked: then
nothing is known, neither good nor bad. Names and versions of public packages are all that is sent.
`OSV_URL`: another address of the same interface, https://google.github.io/osv.dev/post-v1-querybatch/.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[1] / "image"))
from sbom import packages

LOCKS = tuple(Path(__file__).parents[1] / "image" / name for name in ("requirements.lock", "sandbox.lock"))
URL = "https://api.osv.dev/v1/querybatch"
PATIENCE_S = 30
UNAVAILABLE = 69


class UnknownError(Exception):
    """Nobody could be asked; the text is a sentence."""


def known_of(locked: list[tuple[str, str]], url: str) -> dict[tuple[str, str], list[str]]:
    """Return ids of known vulnerabilities by name and version; of those that have none, nothing.

    Raises:
        UnknownError: there is no answer, or one that is none.
    """
    asked = [{"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in locked]
    body = json.dumps({"queries": asked}).encode()
    request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - ours or the user's
    try:
        with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
            results: list[dict[str, Any]] = json.load(answer)["results"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnknownError(f"{url} gave no answer ({error})") from error
    if len(results) != len(locked):
        raise UnknownError(f"{url} answered for {len(results)} of {len(locked)} packages")
    found = {
        one: [vulnerability["id"] for vulnerability in told.get("vulns", [])]
        for one, told in zip(locked, results, strict=True)
    }
    return {one: ids for one, ids in found.items() if ids}


def main() -> int:
    """Ask and say what is known."""
    files = [Path(one) for one in sys.argv[1:]] or LOCKS
    locked = sorted({(name, version) for file in files for name, version, _ in packages(file.read_text("utf-8"))})
    try:
        known = known_of(locked, os.environ.get("OSV_URL") or URL)
    except UnknownError as error:
        sys.stdout.write(
            f"NOT AUDITED: {error}. Nothing is known of {len(locked)} packages; run it where it answers.\n"
        )
        return UNAVAILABLE
    for (name, version), ids in known.items():
        sys.stdout.write(f"{name} {version}: {', '.join(ids)}\n")
    sys.stdout.write(f"{len(known)} of {len(locked)} locked packages have known vulnerabilities.\n")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
