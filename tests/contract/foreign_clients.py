"""Environments of public clients: filled from the package index once, kept under `.local`."""

import subprocess
import sys
import venv
from pathlib import Path

CLIENTS = Path(__file__).parents[2] / ".local" / "clients"


def interpreter_with(home: str, *packages: str) -> Path:
    """Return the interpreter that has the packages installed; some declare a newer Python and run on it all the same.

    The pip of these tests fills it: one of its own in each would take longer than the clients themselves.
    """
    interpreter = CLIENTS / home / "bin" / "python"
    marker = CLIENTS / home / "installed.txt"
    wanted = "\n".join(packages)
    if not marker.exists() or marker.read_text() != wanted:
        venv.create(CLIENTS / home, clear=True)
        pip = [sys.executable, "-m", "pip", "--python", interpreter, "install", "--quiet"]
        subprocess.run(
            [*pip, "--disable-pip-version-check", "--no-compile", "--ignore-requires-python", *packages],
            check=True,
            timeout=500,
        )
        marker.write_text(wanted)
    return interpreter
