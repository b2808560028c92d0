"""Stands for a service that is asked: `commands FILE` says what the file holds, `weigh FILE` does what it finds twice.

`keep FILE` passes on what it hears, and puts it into the file. The second weighing finds everything done.
"""

import json
import sys
from pathlib import Path


def main() -> None:
    """Say one line for each line."""
    asked, file = sys.argv[1], Path(sys.argv[2])
    if asked == "commands":
        sys.stdout.write(file.read_text(encoding="utf-8"))
        return
    if asked == "keep":
        file.write_bytes(heard := sys.stdin.buffer.read())
        sys.stdout.buffer.write(heard)
        return
    is_again = file.exists()
    file.touch()
    for line in sys.stdin:
        would = "same" if is_again else "create"
        print(json.dumps({"key": line.strip(), "name": "Болт", "would": would, "why": ""}))  # noqa: T201


if __name__ == "__main__":
    main()
