"""Finds processes by the folder they were started for."""

from pathlib import Path


def processes_of(folder: Path) -> list[str]:
    """List the living processes that name the folder in their arguments or environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if arguments and str(folder).encode() in arguments + environment:
            found.append(arguments.replace(b"\0", b" ").decode()[:400])
    return found
