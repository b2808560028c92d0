"""What no file of the project may hold: paths of the machine it was written on, and hosts of package registries."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = (".ci", "benchmarks", "deploy", "docs", "sandbox", "services", "shared", "tests")

# In two parts each, so that this file does not name them itself.
FORBIDDEN = (
    "/work" + "/",
    "../" + "shared",
    "/tmp" + "/brief",
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "proxy." + "golang",
)


def texts() -> Iterator[tuple[str, str]]:
    """Yield the project's text files by path, without what tools leave behind."""
    here = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]  # a work tree has a file there
    below = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    for path in here + below:
        if "__pycache__" in path.parts:
            continue
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_the_authors_machine_or_a_registry() -> None:
    found = [f"{path}: {word}" for path, text in texts() for word in FORBIDDEN if word in text]

    assert not found


def test_every_room_is_looked_into() -> None:
    seen = {path.split("/")[0] for path, _ in texts()}

    assert set(ROOMS) <= seen
    assert {"README.md", "Makefile", "pyproject.toml", ".gitignore"} <= seen
