"""The portal's page names every method that it answers, and every kind of record of `crm.item.*`."""

import re
from pathlib import Path

from sandbox.portal.engine.fields import SYSTEM_FIELDS
from sandbox.portal.methods.table import Methods

PAGE = (Path(__file__).parents[3] / "sandbox" / "portal" / "README.md").read_text(encoding="utf-8")
ANSWERED = PAGE.partition("## What it answers\n")[2].partition("Not there:")[0]
NAMED = {code.lower() for code in re.findall(r"`([\w.*/]+)`", ANSWERED)}
NO_METHODS = {"webhook/methods", "batch", "event.bind/get/unbind", "event.offline.*"}
"""An address, a call of its own, and what an application alone may call."""


def is_of(name: str, named: str) -> bool:
    """Tell whether a method is the named one, or below `crm.deal.*`."""
    stem = named.removesuffix(".*")
    return name == stem or (named != stem and name.startswith(f"{stem}."))


def test_every_method_is_named_and_no_other() -> None:
    methods = set(Methods({})._known)

    assert {one for one in methods if not any(is_of(one, named) for named in NAMED)} - {"methods"} == set()
    assert {named for named in NAMED - NO_METHODS if not any(is_of(one, named) for one in methods)} == set()


def test_every_kind_of_record_is_named() -> None:
    (kinds,) = re.findall(r"`crm\.item\.\*`\s+\(([^)]+)\)", ANSWERED)

    assert {int(number) for number in re.findall(r"\d+", kinds)} == set(SYSTEM_FIELDS)
