"""The recipes of CONTRIBUTING: whatever exists already is mentioned by each file that a new one is said to need."""

import re
from functools import cache
from pathlib import Path

import pytest

from sandbox.base.releases.table import NEWEST, SUPPORTED
from services.b24_connector.vocabulary import header as deal_header
from services.b24_connector.vocabulary.names import USER_FIELDS
from services.onec_connector.vocabulary import header as order_header
from shared.messages.envelope import topic_of
from shared.messages.groups import members
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.routes import ROUTES, SERVICES, Route, publishers_of
from shared.messages.words import worded
from tests.contract.docs.tables import tables_under, written_out

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATH = re.compile(r"`([\w./-]+\.\w+|Makefile)`")
SAMPLE = re.compile(r"from\s`([\w./]+\.py)`(?:(?!```).)*```python\n(.*?)```", re.DOTALL)
HEADER_FIELDS = sorted({row.name for row in deal_header.HEADER} & {row.name for row in order_header.HEADER})
ROWS_FOLLOW = (
    "vocabulary/lines",
    "writer/orders/draft",
    "writer/orders/payment_days",
    "writer/orders/plan",
    "writer/orders/rows",
)
WORDS = {"Prices": ("price",), "Contacts": ("contact", "person")}


def section(title: str) -> str:
    return PAGE.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the recipe's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def files(title: str) -> list[str]:
    """The files of a recipe with one column of them."""
    return [PATH.fullmatch(cells[0]).group(1) for cells in rows(title)]


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def below(folder: str, pattern: str = "*.py") -> str:
    return "\n".join(text(str(path.relative_to(ROOT))) for path in sorted((ROOT / folder).rglob(pattern)))


@pytest.mark.parametrize("path", files("A field of an order's header"))
def test_each_file_of_a_field_mentions_the_example(path: str) -> None:
    assert "ship_on" in text(path).lower()


def test_no_other_file_knows_the_example_but_those_that_lay_out_rows() -> None:
    """Each row of an order has a day of shipment of its own, which follows the header's; days of payment do too."""
    of_rows = {f"services/onec_connector/{name}.py" for name in ROWS_FOLLOW}
    knowing = {
        str(path.relative_to(ROOT))
        for folder in ("shared", "services")
        for path in (ROOT / folder).rglob("*.py")
        if "ship_on" in path.read_text(encoding="utf-8").lower()
    }

    assert knowing == of_rows | {path for path in files("A field of an order's header") if path.endswith(".py")}


@pytest.mark.parametrize("name", sorted(worded(SalesOrder, OrderGroup.HEADER)))
def test_a_field_that_setup_creates_is_called_as_its_words_are(name: str) -> None:
    words, created = worded(SalesOrder, OrderGroup.HEADER)[name], USER_FIELDS.get(name.rpartition(".")[2])

    assert created is None or created.label.casefold() == words.caption.casefold()


@pytest.mark.parametrize("field", HEADER_FIELDS)
def test_each_field_of_the_header_stands_where_the_recipe_says(field: str) -> None:
    declared = {member.name for member in members(SalesOrder)[OrderGroup.HEADER]}
    vocabularies = [path for path in files("A field of an order's header") if path.endswith("vocabulary/header.py")]

    assert field in declared
    assert len(vocabularies) == 2
    assert all(f'HeaderField("{field}"' in text(path) for path in vocabularies)


@pytest.mark.parametrize("path", files("A message"))
def test_each_file_of_a_message_mentions_the_example(path: str) -> None:
    assert re.search(r"GroupChanged|group\.changed", text(path))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.message.__name__)
def test_each_message_stands_where_the_recipe_says(route: Route) -> None:
    name, wire = route.message.__name__, route.message.TYPE
    places = {
        "shared/messages/ring": f"class {name}(" in below("shared/messages/ring"),
        "shared/messages/routes.py": name in text("shared/messages/routes.py"),
        "services": name in below(f"services/{route.service.replace('-', '_')}"),
        "tests/contract/messages/samples": name in below("tests/contract/messages", "samples*.py"),
        "tests/contract/messages/golden": (ROOT / f"tests/contract/messages/golden/{wire}.json").is_file(),
        "docs/asyncapi.yaml": wire in text("docs/asyncapi.yaml"),
    }
    if set(publishers_of(route.message)) & set(SERVICES):
        places["docs/bus.md"] = topic_of(wire) in published()
    publishers = [ROOT / "services" / publisher.replace("-", "_") for publisher in publishers_of(route.message)]

    assert [place for place, stands in places.items() if not stands] == []
    assert any(name in below(str(folder.relative_to(ROOT))) for folder in publishers if folder.is_dir())
    assert all(any(path.startswith(place) for path in files("A message")) for place in places)


@cache
def published() -> frozenset[str]:
    """The types that the table of rights names."""
    (rights,) = tables_under(text("docs/bus.md"), "Rights")
    return frozenset(name for row in rights for name in written_out(row.cells[2]))


@pytest.mark.parametrize("release", SUPPORTED)
@pytest.mark.parametrize("path", files("A release of 1C"))
def test_each_release_stands_where_the_recipe_says(path: str, release: str) -> None:
    here = ROOT / path.replace("ut-11.5.18", release)
    configuration, number = release.split("-")
    people_say = f"{ {'ut': 'УТ', 'ka': 'КА', 'erp': 'ERP'}[configuration] } {number}"

    assert here.is_file()
    if here.suffix != ".json" and not (path == "Makefile" and release == NEWEST):
        found = here.read_text(encoding="utf-8")
        assert release in found or people_say in found


@pytest.mark.parametrize("cells", rows("A thing of the directory"), ids=lambda cells: cells[0])
@pytest.mark.parametrize("column", [1, 2])
def test_each_thing_of_the_directory_stands_where_the_recipe_says(column: int, cells: list[str]) -> None:
    words = list(WORDS.values())[column - 1]
    paths = PATH.findall(cells[column])

    assert len(cells) == 3
    assert all(any(word in text(path).lower() for word in words) for path in paths)


def test_the_columns_of_the_directory_are_those_that_are_looked_for() -> None:
    head = next(line for line in section("A thing of the directory").splitlines() if line.startswith("|"))

    assert [cell.strip() for cell in head.strip("|").split("|")][1:] == list(WORDS)


@pytest.mark.parametrize("column", [1, 2])
def test_whoever_handles_a_message_of_the_directory_is_in_the_recipe(column: int) -> None:
    """A room of a service that names the fact or the command of a thing, and has no file in its column, is missing."""
    facts = {1: r"\bPrice(Changed|Upsert)\b", 2: r"\b(Contact|Person)(Changed|Upsert)\b"}[column]
    listed = {room(path) for cells in rows("A thing of the directory") for path in PATH.findall(cells[column])}
    naming = {
        room(str(path.relative_to(ROOT)))
        for folder in ("shared", "services")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(facts, path.read_text(encoding="utf-8"))
    }

    assert naming - listed == set()


def room(path: str) -> str:
    """`services/mapper/handlers`, `shared/messages`: a room or loose file of a service, or a floor of `shared`."""
    return "/".join(path.split("/")[: 3 if path.startswith("services/") else 2])


@pytest.mark.parametrize(("path", "sample"), SAMPLE.findall(PAGE), ids=lambda value: value[:40])
def test_what_is_shown_of_a_file_stands_in_it(path: str, sample: str) -> None:
    assert sample in text(path)


def test_a_test_and_a_docstring_are_shown() -> None:
    assert len(SAMPLE.findall(PAGE)) == 2
