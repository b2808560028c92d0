"""What both connectors answer to a page of commands that they have weighed."""

from collections.abc import Iterable
from typing import Any

from shared.messages.ring.directory_census import Page, WeighedRecord
from shared.messages.things import System


def answer_to_page(page: Page, found: Iterable[WeighedRecord], told_by: System) -> dict[str, Any]:
    """Return the fields of `records.weighed` for a page of commands: each record gets the page's link to its source.

    Args:
        page: of commands.
        found: records that differ.
        told_by: the system whose records the commands were made of.
    """
    linked = tuple(one.with_(**{f"{told_by}_url": _link(page, one, told_by)}) for one in found)
    answered = {"run": page.run, "look": page.look, "kind": page.kind, "page": page.page, "count": page.count}
    return {**answered, "found": linked}


def _link(page: Page, record: WeighedRecord, told_by: System) -> str:
    source = record.b24 if told_by == "b24" else record.onec
    return page.links.get(source.id, "") if source else ""
