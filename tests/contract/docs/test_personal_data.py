"""The page on personal data names every collection there is, on the right side."""

from pathlib import Path

from shared.store.ownership import COLLECTIONS
from shared.store.personal import PERSONAL

PAGE = (Path(__file__).parents[3] / "docs" / "personal-data.ru.md").read_text(encoding="utf-8")
PERSONS = {name for places in PERSONAL.values() for name in places}


def test_each_service_looks_for_people_in_its_own_collections_alone():
    foreign = {service: set(places) - set(COLLECTIONS[service]) for service, places in PERSONAL.items()}

    assert {service: names for service, names in foreign.items() if names} == {}


def test_what_may_name_a_person_stands_in_the_table_with_how_long_it_is_kept():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]

    assert {name for name in PERSONS if not any(f"`{name}`" in row.split("|")[1] for row in rows)} == set()


def test_what_names_nobody_is_named_beside_it():
    (beside,) = [part for part in PAGE.split("\n\n") if part.startswith("В остальных коллекциях")]
    others = {name for names in COLLECTIONS.values() for name in names} - PERSONS

    assert {name for name in others if f"`{name}`" not in beside} == set()
    assert {name for name in PERSONS if f"`{name}`" in beside} == set()
