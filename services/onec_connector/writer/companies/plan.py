"""The plan of a partner's write to 1C: verdicts and winners of each group, what is sent and told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.onec_connector.memory.partner import left_half
from services.onec_connector.vocabulary.companies import (
    HELD,
    PartnerCard,
    PartnerChanges,
    PartyWords,
    changes_of,
    holder_of,
    is_client,
    may_be_told,
    read_company,
    spoken,
)
from services.onec_connector.writer.communications import without_dropped
from services.onec_connector.writer.companies import telling
from services.onec_connector.writer.companies.context import PartnerContext, PartnerRun
from services.onec_connector.writer.companies.settling import conflicts, is_named, settled, with_group
from shared.bus.errors import Retryable
from shared.canon import PARTIES, company_digests
from shared.entities import GroupDoc, Target, Verdict, Winner, decide
from shared.messages.groups import Stamp
from shared.messages.party import Addresses, Company, CompanyGroup
from shared.messages.ring.facts import PartnerTouched
from shared.messages.ring.told import Told, answering
from shared.messages.things import LegalEntity, Ref


class PartnerEditedError(Retryable):
    """Somebody edited the partner in 1C, which is to be published first.

    Args:
        left: what is to be remembered of the groups that an interrupted run has left half written: nobody edited them,
            and so readers must not publish them.
    """

    def __init__(self, left: Mapping[CompanyGroup, GroupDoc]) -> None:
        super().__init__("the partner was edited in 1C meanwhile", after_s=5, counted=False)
        self.left = left


@dataclass(frozen=True, slots=True)
class PartnerPlan:
    """What of a partner is to be written, and why.

    Args:
        card: the partner as he stands.
        aim: as he is to be.
        named: legal entities as the command names them: the first one has the addresses and accounts.
        changes: what is to be sent.
        winners: of conflicts.
        said: what the manager reads of them.
    """

    stamps: dict[CompanyGroup, Stamp]
    target: dict[CompanyGroup, Target]
    verdicts: dict[CompanyGroup, Verdict]
    card: PartnerCard
    aim: Company
    named: tuple[LegalEntity, ...]
    changes: PartnerChanges
    winners: dict[CompanyGroup, Winner] = field(default_factory=dict)
    said: list[Told] = field(default_factory=list)


async def plan_of(
    context: PartnerContext, run: PartnerRun, wanted: Company, card: PartnerCard, words: PartyWords
) -> PartnerPlan:
    """Compare a partner of 1C with its company's command, decide, and settle conflicts.

    Args:
        context: what the writer works with.
        run: this run.
        wanted: as the command says, with a manager whom this base knows.
        card: as the partner stands.
        words: of the small catalogs.

    Raises:
        PartnerEditedError: somebody edited him here, which is to be published first.
    """
    told, named = read_company(card, words), wanted.legal_entities
    stamps = {group: stamp for group, stamp in run.stamps(context.cards.groups).items() if group in wanted.groups}
    differing = changes_of(wanted, stamps, card, words).groups | _other_head(told, wanted)
    target = _target(context, run, card, told, differing)
    verdicts = decide(stamps, run.entity.groups, {} if run.made else target, subject=PARTIES, judge=True)
    if Verdict.COME_BACK in verdicts.values():
        await context.publish(PartnerTouched(ref=Ref(system="onec", kind="partner", id=run.guid), force=True))
        raise PartnerEditedError(left_half(run.entity, told, run.half_of(told)))
    holder = holder_of(named, card, words)
    aim = own = read_company(card, words, holder=holder)
    if named and not holder:  # what 1C has is another legal entity's
        aim = own = told.with_(addresses=Addresses(), banks=())
        verdicts = _uncontested(verdicts)
    writes = [group for group, verdict in verdicts.items() if verdict in {Verdict.WRITE, Verdict.CONFLICT}]
    returned = CompanyGroup.HEAD in writes and CompanyGroup.HEAD in differing
    writes = [group for group in writes if not returned or group is not CompanyGroup.HEAD]
    contested = {group: _strangers(run, group) for group in writes if verdicts[group] is Verdict.CONFLICT}
    if contested.get(CompanyGroup.COMMUNICATIONS):
        own = without_dropped(own, wanted, run.entity.fields.get("heard") or ())
    for group in writes:
        aim = with_group(aim, group, _settled(run, group, own, wanted) if group in contested else wanted)
    if named and not holder and not is_named(named[0], aim.legal_entities):
        verdicts |= dict.fromkeys(HELD & {*verdicts}, Verdict.SKIP)  # whose they are is not here, nor will be
        writes = [group for group in writes if group not in HELD]
    changes = changes_of(aim, writes, card, words, named=named)
    winners: dict[CompanyGroup, Winner] = {
        group: "theirs" if group in changes.groups else "ours" for group in contested
    }
    said = answering(conflicts(contested, aim, own, wanted, name=told.name), stamps, contested)
    if returned:
        winners[CompanyGroup.HEAD] = "ours"
        stays = telling.head_stays(told.name, told.head.name if told.head else "")
        said += answering([stays], stamps, [CompanyGroup.HEAD])
    return PartnerPlan(stamps, target, verdicts, card, aim, named, changes, winners, said)


def _target(
    context: PartnerContext, run: PartnerRun, card: PartnerCard, told: Company, differing: frozenset[CompanyGroup]
) -> dict[CompanyGroup, Target]:
    """Return what each group of the partner holds; what half a write of ours left is nobody's edit."""
    groups = run.stamps(context.cards.groups)
    own = company_digests(told, groups)
    is_known = bool(run.entity.groups) or is_client(card, persons=context.persons)
    is_told = context.tells and is_known and may_be_told(card, persons=context.persons)  # else nobody would publish it
    published = spoken(told, groups, run.entity.groups) if is_told else frozenset()
    half = run.half_of(told) & differing
    former = {group: run.entity.groups.get(group, GroupDoc()).digest for group in half}
    return {
        group: Target((own | former)[group] if group in published else None, equal=group not in differing)
        for group in groups
    }


def _uncontested(verdicts: Mapping[CompanyGroup, Verdict]) -> dict[CompanyGroup, Verdict]:
    """Return the verdicts where addresses and accounts are of a legal entity that 1C has yet to get."""
    return {
        group: Verdict.WRITE if group in HELD and verdict is Verdict.CONFLICT else verdict
        for group, verdict in verdicts.items()
    }


def _other_head(here: Company, there: Company) -> frozenset[CompanyGroup]:
    """Tell whether the portal names another head than 1C, where one in a circle has none; that is never written."""
    ours, theirs = ((one.head.ref if one.head else None) for one in (here, there))
    ours = None if ours == here.ref else ours
    differs = ours != theirs or (there.head is not None and theirs is None)
    return frozenset({CompanyGroup.HEAD} if differs else ())


def _settled(run: PartnerRun, group: CompanyGroup, here: Company, there: Company) -> Company:
    """Return a company with a conflict settled by its group's owner; `there`'s ids are already those of this base."""
    kept, lost = (there, here) if run.command.owners.get(group, "b24") == "b24" else (here, there)
    return settled(kept, lost, strangers=_strangers(run, group))


def _strangers(run: PartnerRun, group: CompanyGroup) -> bool:
    """Tell whether neither side has ever known the other's value of a partner's group."""
    return not (run.company.groups[group].known or run.entity.groups.get(group, GroupDoc()).known)
