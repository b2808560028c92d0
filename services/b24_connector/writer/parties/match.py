"""Which records of the portal a client or person of 1C may be, and how certainly; what they are called. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from services.b24_connector.vocabulary.parties import full_name
from shared.messages.things import LegalEntity

Row = Mapping[str, Any]
Kind = Literal["COMPANY", "CONTACT"]


@dataclass(frozen=True)
class Match:
    """The portal's records that a client or person of 1C may be, and how certainly.

    Args:
        certain: id; empty: nobody is, for certain.
        maybe: names of those he may be, where a person must decide.
        shared: what they have in common with him: his mark, his INN or foreign number, his phone or e-mail; a
            `copy` has his mark, and says that it is somebody else; a `strange` one has his requisites, and is.
        branch_of: name of the firm where `certain` has his INN with another KPP.
        found: the records of `maybe`, or that of `branch_of`, by id.
        numbers: INN and KPP of those that were found by them.
    """

    certain: str = ""
    maybe: tuple[str, ...] = ()
    shared: Literal["", "mark", "copy", "number", "strange", "detail"] = ""
    branch_of: str = ""
    found: Mapping[str, Row] = field(default_factory=dict)
    numbers: Mapping[str, LegalEntity] = field(default_factory=dict)


NOBODY = Match()


def settled(claimed: Match, numbered: Match) -> Match:
    """Return which company a client without a pair is, where another client's may have got his requisites by mistake.

    Args:
        claimed: who has the very requisites, a doubt about him, or nobody.
        numbered: who is found by the number alone; several are a doubt, whoever has the requisites.
    """
    if claimed == NOBODY or (claimed.maybe and numbered.certain and numbered.certain not in claimed.found):
        return numbered
    if not numbered.maybe:
        return claimed
    return replace(numbered, shared="strange") if claimed.maybe else numbered


def names_of(kind: Kind, rows: Iterable[Row]) -> tuple[str, ...]:
    """Name the companies or contacts that may match so that a person can tell them apart."""
    named = [(title_of(row) if kind == "COMPANY" else full_name(row), str(row["id"])) for row in rows]
    often = Counter(name for name, _ in named)
    return tuple(name if name and often[name] == 1 else f"{name} (№ {number})".strip() for name, number in named)


def title_of(company: Row) -> str:
    """Return a company's name in the portal."""
    return str(company.get("title") or "").strip()
