"""RabbitMQ 4.x from Debian 13, unpacked beside an older distribution's own; no chroot, nothing mounted, no root.

Its programs want a newer C library than the machine's, so each is started by the loader that came with it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sandbox.stack.apt import CACHE, one_at_a_time, private_index, require_apt, run, say
from sandbox.stack.program import StackError

RELEASE = "trixie"

_TREE = CACHE / f"{RELEASE}-1"  # another number when trees are made differently
_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_NEEDED = ("rabbitmq-server_*.deb", "erlang-*.deb", "lib*.deb", "zlib*.deb")  # no shell, no users, no boot
_LOADERS = "usr/lib*/ld-linux*.so.*"


class NotOfferedError(StackError):
    """This machine has no way to a RabbitMQ 4.x, whatever is installed."""


def unpacked_tree() -> Path:
    """Find the unpacked RabbitMQ 4.x that an earlier run has made, else make it: about 60 MB, half a minute.

    Raises:
        NotOfferedError: this is not a Debian that gets its packages from Debian
        StackError: the packages could not be had

    """
    if not _TREE.exists():
        require_apt("RabbitMQ 4.x")
        with one_at_a_time():
            _remove_unfinished()
            if not _TREE.exists():
                _make(_TREE)
    return _TREE


def relocate_erlang(root: Path, final: Path) -> None:
    """Let the Erlang scripts of an unpacked RabbitMQ under `root` find their home once it is called `final`."""
    home = final / "usr" / "lib" / "erlang"
    for script in _erlang_programs(root):
        content = script.read_bytes()
        if content.startswith(b"#!"):
            script.write_bytes(content.replace(b"/usr/lib/erlang", str(home).encode()))


def _make(final: Path) -> None:
    say(f"unpacking RabbitMQ 4.x of Debian {RELEASE} into {final}")
    with tempfile.TemporaryDirectory(prefix="draft-", dir=final.parent) as folder:
        tree, archives = Path(folder) / "tree", Path(folder) / "cache" / "archives"
        _download(Path(folder))
        for pattern in _NEEDED:
            for archive in archives.glob(pattern):
                run("dpkg", "-x", str(archive), str(tree))
        relocate_erlang(tree, final)
        _start_by_own_loader(tree, final)
        tree.rename(final)  # in one step: who finds the folder finds all of it


def _download(folder: Path) -> None:
    """Download RabbitMQ 4.x and everything it stands on, as for a machine that has nothing."""
    (folder / "state" / "lists" / "partial").mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    (folder / "status").touch()
    signed = f"[signed-by={_KEYS}] " if _KEYS.exists() else ""
    (folder / "sources.list").write_text(f"deb {signed}{_debian()} {RELEASE} main\n")
    places = {
        "Dir::State": folder / "state",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",  # apt's own user may not enter somebody's cache
        "APT::Keep-Downloaded-Packages": "true",
        "DPkg::Post-Invoke": "",
    }
    options = [part for name, value in places.items() for part in ("-o", f"{name}={value}")]
    run("apt-get", *options, "update")
    run("apt-get", *options, "-y", "--no-install-recommends", "--download-only", "install", "rabbitmq-server")


def _debian() -> str:
    """Tell where this machine gets Debian's main packages from, for RabbitMQ 4.x."""
    wanted = ("--format", "$(SITE)", "Identifier: Packages", "Origin: Debian", "Component: main", "Label: Debian")
    sites = run("apt-get", "indextargets", *wanted).split()
    if not sites:  # images come with empty lists
        index = private_index()
        run("apt-get", *index, "update")
        sites = run("apt-get", *index, "indextargets", *wanted).split()
    if not sites:
        message = f"RabbitMQ 4.x is taken from Debian {RELEASE}, and this machine's packages do not come from Debian"
        raise NotOfferedError(message)
    return sites[0]


def _start_by_own_loader(root: Path, final: Path) -> None:
    [loader] = root.glob(_LOADERS)
    libraries = final / loader.resolve().parent.relative_to(root.resolve())
    start = f"{final / loader.relative_to(root)} --library-path {libraries}"
    for program in _erlang_programs(root):
        if program.read_bytes()[:4] == b"\x7fELF":
            real = program.rename(program.with_name(f"{program.name}.real"))
            target = final / real.relative_to(root)
            program.write_text(f'#!/bin/sh\nexec {start} --argv0 "$0" {target} "$@"\n')
            program.chmod(0o755)


def _erlang_programs(root: Path) -> list[Path]:
    home = root / "usr" / "lib" / "erlang"
    found = (*home.glob("bin/*"), *home.glob("erts-*/bin/*"), *home.glob("lib/os_mon-*/priv/bin/*"))
    return [path for path in found if path.is_file() and not path.is_symlink()]


def _remove_unfinished() -> None:
    """Remove trees of RabbitMQ that killed runs have left unfinished; only the lock's holder has a draft alive."""
    for draft in _TREE.parent.glob("draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
