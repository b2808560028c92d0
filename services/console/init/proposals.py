"""Proposes rules for `dealbus init` from what both systems have: pipelines, managers, defaults. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.canon.keys import is_inn
from shared.process.survey import BaseSurvey, PortalSurvey, SeenPerson, SeenPipeline
from shared.rules.pipelines import ROLES, Role
from shared.rules.roles import role_of_name

_ARTICLE, _BARCODE = ("артикул", "article", "cml2_article"), ("штрихкод", "штрих-код", "barcode", "ean")


@dataclass(frozen=True, slots=True)
class ProposedPipeline:
    """A pipeline proposed for the rules, with the probable roles of its stages.

    Args:
        roles: stage by role; a role that no stage speaks for is absent.
        later: open stages behind `work` that have no role.
        lost: stages of lost deals.
    """

    seen: SeenPipeline
    roles: Mapping[Role, str]
    later: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Role, ...]:
        """The roles for which a person must name a stage of the proposed pipeline."""
        return tuple(role for role in ROLES if role not in self.roles)


@dataclass(frozen=True, slots=True)
class ProposedManagers:
    """Which employees of both systems are proposed to be one.

    Args:
        same: how many have the same e-mail in both systems, and so need no line.
        pairs: e-mail in the portal and name in 1C of who is called alike.
        left_b24: e-mails of the portal that nobody in 1C answers to.
        left_onec: names of 1C that nobody in the portal answers to.
    """

    same: int = 0
    pairs: tuple[tuple[str, str], ...] = ()
    left_b24: tuple[str, ...] = ()
    left_onec: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """All rules that `init` proposes; None where several are possible and a person has to choose."""

    pipelines: tuple[ProposedPipeline, ...]
    managers: ProposedManagers = field(default_factory=ProposedManagers)
    organisation: str | None = None
    agreement: str | None = None
    warehouse: str | None = None
    article_property: str | None = None
    barcode_property: str | None = None
    timezone: str | None = None

    @property
    def whole(self) -> tuple[ProposedPipeline, ...]:
        """The proposed pipelines whose roles are all known: only these can be written."""
        return tuple(one for one in self.pipelines if not one.missing)

    def crossing(self, deals: Mapping[str, int]) -> int:
        """Count the surveyed deals that the proposed rules would make orders: in `work` and after it, not lost ones."""
        return sum(deals.get(stage, 0) for one in self.whole for stage in _behind_parking(one))


def propose(portal: PortalSurvey, base: BaseSurvey) -> Proposal:
    """Propose the rules for a surveyed portal and a surveyed base of 1C."""
    return Proposal(
        pipelines=tuple(propose_pipeline(one) for one in portal.pipelines),
        managers=propose_managers(portal.people, base.people),
        organisation=only(one.inn for one in base.organisations if is_inn(one.inn)),
        agreement=only(base.agreements),
        warehouse=only(base.warehouses),
        article_property=_titled(portal.properties, _ARTICLE),
        barcode_property=_titled(portal.properties, _BARCODE),
    )


def propose_pipeline(seen: SeenPipeline, named: Mapping[Role, str] | None = None) -> ProposedPipeline:
    """Propose for each role the first stage whose name suggests it; the first open one is `parking`, the won `done`.

    Orders are made in `work`: `parking` is looked for to the left of it, what the bus and people do later to the right.

    Args:
        seen: with its stages from left to right.
        named: what a person has said already.
    """
    roles: dict[Role, str] = dict(named or {})
    opened = [one.id for one in seen.stages if not one.ends]
    suggested = {one.id: role_of_name(one.name) for one in seen.stages if not one.ends}
    if won := [one.id for one in seen.stages if one.ends == "S"]:
        roles.setdefault("done", won[0])
    for role in ("work", "parking", "invoice", "shipped", "paid"):
        speaking = [one for one in _side(role, opened, roles) if suggested[one] == role and one not in roles.values()]
        if speaking:
            roles.setdefault(role, speaking[0])
    if opened and opened[0] not in roles.values():
        roles.setdefault("parking", opened[0])
    later = tuple(one for one in _side("invoice", opened, roles) if "work" in roles and one not in roles.values())
    lost = tuple(one.id for one in seen.stages if one.ends == "F")
    return ProposedPipeline(seen, {role: roles[role] for role in ROLES if role in roles}, later, lost)


def _side(role: Role, opened: Sequence[str], roles: Mapping[Role, str]) -> Sequence[str]:
    """Return the open stages among which one is proposed for a role: those on its side of `work`, where that is known.

    Args:
        role: to find a stage for.
        opened: ids from left to right.
        roles: what is known of the pipeline so far.
    """
    work = roles.get("work")
    if role == "work" or work not in opened:
        return opened
    place = opened.index(work)
    return opened[:place] if role == "parking" else opened[place + 1 :]


def propose_managers(b24: Sequence[SeenPerson], onec: Sequence[SeenPerson]) -> ProposedManagers:
    """Match managers of the portal and of 1C by e-mail, the rest by name in either order of its parts where unique."""
    mails = {mail.casefold(): one.name for one in onec for mail in one.emails}
    same = {one.emails[0] for one in b24 if one.emails and one.emails[0].casefold() in mails}
    taken = {mails[mail.casefold()] for mail in same}
    left = [one for one in onec if one.name not in taken]
    rest = [one for one in b24 if one.emails and one.emails[0] not in same]
    shared = Counter(one.emails[0].casefold() for one in rest)
    in_onec, in_b24 = _alone(left), _alone([one for one in rest if shared[one.emails[0].casefold()] == 1])
    pairs = tuple((in_b24[words].emails[0], in_onec[words].name) for words in in_b24 if words in in_onec)
    paired = {word for pair in pairs for word in pair}
    alone = tuple(dict.fromkeys(one.emails[0] for one in rest if one.emails[0] not in paired))
    return ProposedManagers(len(same), pairs, alone, tuple(one.name for one in left if one.name not in paired))


def _alone(people: Sequence[SeenPerson]) -> dict[frozenset[str], SeenPerson]:
    """Return managers by the words of their names; namesakes and the nameless are left to a person."""
    counts = Counter(_words(one.name) for one in people)
    return {words: one for one in people if (words := _words(one.name)) and counts[words] == 1}


def only(names: Iterable[str]) -> str | None:
    """Return the single name among those surveyed, to propose it; None if there are several, or none."""
    found = tuple(names)
    return found[0] if len(found) == 1 else None


def _titled(properties: Mapping[str, str], words: Sequence[str]) -> str | None:
    return only(name for name, title in properties.items() if title.casefold().strip() in words)


def _words(name: str) -> frozenset[str]:
    """Return a surveyed manager's name and surname, without the patronymic."""
    return frozenset(name.casefold().replace("ё", "е").split()[:2])


def _behind_parking(pipeline: ProposedPipeline) -> set[str]:
    won = (one.id for one in pipeline.seen.stages if one.ends == "S")
    return {*(stage for role, stage in pipeline.roles.items() if role != "parking"), *pipeline.later, *won}
