"""`python -m sandbox.base.releases FOLDER [--write]`: compares the tables of releases with facts, or makes them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sandbox.base.releases import facts


def main() -> int:
    """Compare the release tables with a folder of facts, print what differs; return 0 if all agree, else 1."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.base.releases", description=facts.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="make the tables anew")
    options = parser.parse_args()
    if options.write:
        facts.write(options.folder)
    found = facts.compare(options.folder)
    sys.stdout.writelines(f"{line}\n" for line in found or ["every release is as the facts say"])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
