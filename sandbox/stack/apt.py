"""The distribution's packages (apt): asked for, installed, or downloaded with an index of our own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.stack.program import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dealbus"


def require_apt(what: str) -> None:
    """Refuse to install a server on a machine without apt-get.

    Raises:
        StackError: no apt-get

    """
    if not shutil.which("apt-get"):
        message = (
            f"{what} is missing and this machine has no apt-get; start Docker, or give a running one "
            "with DEALBUS_AMQP_URL and DEALBUS_MONGO_URL"
        )
        raise StackError(message)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep the other processes of this user from installing packages at the same time; they wait."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "installing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(names: tuple[str, ...]) -> None:
    """Install the first of these packages that this release of the distribution knows."""
    run("apt-get", "update")
    package = known(names, ())
    say(f"installing {package}")
    run("apt-get", "install", "-y", "--no-install-recommends", package)


def known(names: tuple[str, ...], index: tuple[str, ...]) -> str:
    """Return the first of these packages that the distribution's index knows.

    Raises:
        StackError: none

    """
    for name in names:
        if has_candidate(name, index):
            return name
    message = f"this machine's package index knows no {' or '.join(names)}"
    raise StackError(message)


def private_index() -> tuple[str, ...]:
    """Return the apt options that keep the package index in our cache: the system's own belongs to root."""
    state, cache = CACHE / "apt" / "state", CACHE / "apt" / "cache"
    (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    return ("-o", f"Dir::State={state}", "-o", f"Dir::Cache={cache}", "-o", "Dir::State::status=/var/lib/dpkg/status")


def has_candidate(package: str, index: tuple[str, ...]) -> bool:
    """Tell whether a package is real and not a virtual one, which cannot be downloaded."""
    policy = run("apt-cache", *index, "policy", package, environment={"LC_ALL": "C"})
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def run(*argv: str, environment: dict[str, str] | None = None, cwd: Path | None = None, check: bool = True) -> str:
    """Run a program of the distribution's package manager and return what it printed.

    Raises:
        StackError: it failed; carries the end of what it said

    """
    extra = {"DEBIAN_FRONTEND": "noninteractive", **(environment or {})}
    done = subprocess.run(  # noqa: S603 - fixed programs of the distribution
        argv, env={**os.environ, **extra}, cwd=cwd, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        message = f"`{' '.join(argv[:3])} …` failed: {(done.stderr or done.stdout).strip()[-1000:]}"
        raise StackError(message)
    return done.stdout


def say(what: str) -> None:
    """Print for the person at the terminal why installing packages takes so long."""
    sys.stderr.write(f"stack: {what} …\n")
