"""Links of the pages lead to files and headings that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = (
    *("README.md", "README.ru.md", "CHANGELOG.md", "CONTRIBUTING.md"),
    *("sandbox/README.md", "sandbox/portal/README.md", "sandbox/base/README.md"),
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BY_PLACE = re.compile(
    r"(?:first|last) (?:two|three) rows|(?:first|last) rows? (?:but|below|of the table)|rows at the end"
    r"|(?:перв|последн)\w+ (?:две |три )?строк\w* таблиц"
)
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def anchors(path: Path) -> set[str]:
    """What a forge makes of a page's headings."""
    headings = HEADING.findall(path.read_text(encoding="utf-8"))
    return {NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    here = ROOT / page
    links = LINK.findall(here.read_text(encoding="utf-8"))
    targets = [(here.parent / file if file else here, anchor) for file, anchor in links]

    broken = [
        f"{target}#{anchor}"
        for target, anchor in targets
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]

    assert not broken


def test_every_document_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    documents = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    pages = {f"{room}/{path.name}" for room in ("guides", "runbook") for path in (ROOT / "docs" / room).glob("*.md")}
    folders = {path.name for path in (ROOT / "docs").iterdir() if path.is_dir() and any(path.rglob("*.md"))}

    assert not {name for name in documents | pages if f"({name})" not in index}
    assert not {name for name in folders if f"({name}/" not in index}


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_points_to_a_row_by_its_place(page: str) -> None:
    """The next row that is added moves it."""
    text = re.sub(r"\s+", " ", (ROOT / page).read_text(encoding="utf-8"))

    assert BY_PLACE.findall(text) == []
