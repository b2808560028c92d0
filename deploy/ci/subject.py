# ruff: noqa: INP001 - run by its path
"""Checks the subject of the last commit against CONTRIBUTING: `python deploy/ci/subject.py [folder]`.

Ends with 0 where there is nothing to look at: no git, no repository of this folder (a tarball), a merge, or a commit
without a parent, which is an import or the edge of a shallow clone.
"""

import re
import subprocess
import sys
from pathlib import Path

LONGEST = 72
TYPES = ("build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test")
FORM = re.compile(rf"(?:{'|'.join(TYPES)})\([a-z0-9][a-z0-9 ,./_-]*\)!?: \S.*[^.\s]")


def complaint(subject: str) -> str:
    """Return what is wrong with the subject of a commit; empty: nothing."""
    if not FORM.fullmatch(subject):
        return f"the last commit is not of the form `type(scope): what changes for the reader`: {subject}"
    if len(subject) > LONGEST:
        return f"the subject of the last commit has {len(subject)} characters, {LONGEST} are the most: {subject}"
    return ""


def last_subject(folder: Path) -> str:
    """Return the subject of the last commit of the repository whose top is a folder; empty: none is to be judged."""
    if _git(folder, "rev-parse", "--show-prefix") != "":
        return ""
    parents, _, subject = (_git(folder, "log", "-1", "--format=%p%x00%s") or "\0").partition("\0")
    return subject if len(parents.split()) == 1 else ""


def _git(folder: Path, *words: str) -> str | None:
    """Return what git says; None: it does not run, or this is no repository."""
    try:
        done = subprocess.run(("git", "-C", str(folder), *words), capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip("\n")


def main() -> int:
    """Judge the last commit and return the exit code."""
    subject = last_subject(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
    why = complaint(subject) if subject else ""
    if why:
        print(why, file=sys.stderr)  # noqa: T201
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main())
