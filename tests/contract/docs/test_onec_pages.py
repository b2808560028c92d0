"""The pages for the administrator of 1C name every look at it and every object that is asked for."""

import re

import pytest

from services.onec_connector.profile.required import OBJECTS
from tests.contract.docs.tables import ROOT, code_of, tables_under, text_of

LOAD = ("docs/guides/onec-load.ru.md", "Поиск изменений")
CONNECTOR = ROOT / "services" / "onec_connector"
LOOKS = set(re.findall(r"_every\(\"(\w+)\"", (CONNECTOR / "intake" / "rounds.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("page", "heading"), [("docs/onec.md", "Looking for changes"), LOAD])
def test_every_look_at_1c_is_in_the_table_and_no_other(page: str, heading: str) -> None:
    (table,) = tables_under(text_of(page), heading)

    assert len(LOOKS) > 7
    assert {key for row in table for key in row.keys} == LOOKS


@pytest.mark.parametrize("page", ["docs/onec.md", "docs/guides/onec.ru.md"])
def test_every_object_that_is_asked_for_is_on_the_page(page: str) -> None:
    words = {part for word in code_of(text_of(page)) for part in (word, word.rpartition("_")[2])}
    names = {name.removesuffix("_RecordType").partition("_")[2] for name in OBJECTS if not name.endswith("_RowType")}

    assert len(names) > 35
    assert names - words == set()
