# ruff: noqa: INP001 - run by its path
"""Pins every base image by digest: `name:tag` becomes `name:tag@sha256:…` in compose file, Dockerfile and manifests.

Usage: python deploy/image/pin.py [--check]; needs Docker with buildx and the registries. The digest is that of the
manifest list, so that one line serves every architecture. A line that is pinned already is asked for anew by its tag.
`--check` writes nothing and ends with 1 where a digest is missing or another one now. Images of ours are left alone.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ("docker-compose.yml", "deploy/image/Dockerfile", "deploy/kubernetes/base/broker.yaml")
NAMED = re.compile(
    r"(?m)^(?P<before>\s*(?:image:|FROM)\s+)(?P<image>[\w./-]+:[\w.-]+)(?:@sha256:[0-9a-f]{64})?(?=\s|$)"
)
OURS = "dealbus"


def main(arguments: list[str]) -> int:
    """Ask the registries, and write or compare."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    images = {one["image"] for text in texts.values() for one in NAMED.finditer(text)}
    digests = {image: _digest(image) for image in sorted(images) if not image.startswith(OURS)}
    changed = 0
    for name, text in texts.items():
        pinned = NAMED.sub(lambda one: _pinned(one, digests), text)
        if pinned == text:
            continue
        changed += 1
        if "--check" in arguments:
            sys.stdout.write(f"{name}: not pinned, or not as the registry has it now\n")
        else:
            (ROOT / name).write_text(pinned, encoding="utf-8")
            sys.stdout.write(f"{name}: pinned\n")
    return 1 if changed and "--check" in arguments else 0


def _digest(image: str) -> str:
    command = ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{.Manifest.Digest}}"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - names of our own files
    digest = asked.stdout.strip()
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        sys.exit(f"the registry of {image} was not reached, nothing is pinned: {asked.stderr.strip()[:200]}")
    return digest


def _pinned(one: re.Match[str], digests: dict[str, str]) -> str:
    digest = digests.get(one["image"])
    return f"{one['before']}{one['image']}@{digest}" if digest else one[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
