"""Stands for a service that is asked: `commands FILE` says what the file holds, `weigh FILE` does what it finds twice.

`keep FILE` passes on what it hears, and puts it into the file. The second weighing finds everything done, of what is
called slow the third, and of what is called done the first; the file holds what was weighed.
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
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    for line in sys.stdin:
        key = json.loads(line)["subject"]
        would = "same" if before.count(key) > key.count("slow") - ("done" in key) else "create"
        with file.open("a", encoding="utf-8") as weighed:
            weighed.write(f"{key}\n")
        print(json.dumps({"key": key, "name": "Болт", "would": would, "why": ""}))  # noqa: T201


if __name__ == "__main__":
    main()
