"""The plan of a contact person's write to 1C: verdicts and winners of each group, what is sent and told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.onec_connector.base.wire import Row
from services.onec_connector.vocabulary.persons import Kinds, changes_of
from services.onec_connector.writer.communications import without_dropped
from services.onec_connector.writer.persons.context import PersonContext, PersonRun
from services.onec_connector.writer.persons.settling import conflicts, settled, with_group
from shared.bus.errors import Retryable
from shared.canon import CONTACTS, contact_digests
from shared.entities import GroupDoc, Target, Verdict, Winner, decide
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.groups import Stamp
from shared.messages.ring.facts import PersonTouched
from shared.messages.ring.told import Told, answering
from shared.messages.things import Ref


class PersonEditedError(Retryable):
    """Somebody edited the contact person in 1C, and the portal has not been told yet."""


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What of a contact person is to be written, and why.

    Args:
        aim: the contact person as it is to be.
        changes: by group, what is to be sent.
        winners: of conflicts.
        said: what the manager reads of them.
        emptied: groups in which an empty word of the portal is an edit.
    """

    stamps: dict[ContactGroup, Stamp]
    target: dict[ContactGroup, Target]
    verdicts: dict[ContactGroup, Verdict]
    aim: ContactCard
    changes: Mapping[ContactGroup, Mapping[str, Any]]
    winners: dict[ContactGroup, Winner] = field(default_factory=dict)
    said: list[Told] = field(default_factory=list)
    emptied: Collection[ContactGroup] = ()


async def plan_of(
    context: PersonContext, run: PersonRun, wanted: ContactCard, here: ContactCard, row: Row, kinds: Kinds
) -> PersonPlan:
    """Compare a contact person of 1C with its contact's command, decide, and settle conflicts.

    Args:
        context: what the writer works with.
        run: this run.
        wanted: as the command says.
        here: the contact person as it is told.
        row: as 1C shows it.
        kinds: of contact information.

    Raises:
        PersonEditedError: somebody edited it here, which is to be published first.
    """
    emptied = [group for group in run.stamps if not _strangers(run, group)]
    differing = changes_of(wanted, run.stamps, row, kinds, emptied=emptied)
    stamps, target = run.stamps, _target(context, run, wanted, here, differing)
    verdicts = decide(stamps, run.entity.groups, {} if run.made else target, subject=CONTACTS, judge=True)
    if Verdict.COME_BACK in verdicts.values():
        await context.publish(PersonTouched(ref=Ref(system="onec", kind="contact_person", id=run.guid), force=True))
        raise PersonEditedError("the contact person was edited in 1C meanwhile", after_s=5, counted=False)
    contested = {group: _strangers(run, group) for group, one in verdicts.items() if one is Verdict.CONFLICT}
    aim = own = here
    if contested.get(ContactGroup.COMMUNICATIONS):
        own = without_dropped(here, wanted, run.entity.fields.get("heard") or ())
    for group, verdict in verdicts.items():
        if verdict in {Verdict.WRITE, Verdict.ACCEPT}:
            aim = with_group(aim, group, wanted)
        elif verdict is Verdict.CONFLICT:
            aim = with_group(aim, group, _settled(run, group, own, wanted))
    writes = [group for group, verdict in verdicts.items() if verdict in {Verdict.WRITE, Verdict.CONFLICT}]
    changes = changes_of(aim, writes, row, kinds, emptied=emptied)
    winners: dict[ContactGroup, Winner] = {group: "theirs" if group in changes else "ours" for group in contested}
    said = answering(conflicts(contested, aim, own, wanted), stamps, contested)
    return PersonPlan(stamps, target, verdicts, aim, changes, winners, said, emptied)


def _target(
    context: PersonContext,
    run: PersonRun,
    wanted: ContactCard,
    here: ContactCard,
    differing: Mapping[ContactGroup, Mapping[str, Any]],
) -> dict[ContactGroup, Target]:
    """Return what the contact person holds; of one text the portal's parts are remembered, as nobody edited it."""
    same = wanted.name and ContactGroup.NAME not in differing
    own = contact_digests(with_group(here, ContactGroup.NAME, wanted) if same else here, run.stamps)
    return {group: Target(own[group] if context.tells else None, equal=group not in differing) for group in run.stamps}


def _settled(run: PersonRun, group: ContactGroup, here: ContactCard, there: ContactCard) -> ContactCard:
    kept, lost = (there, here) if run.command.owners.get(group, "b24") == "b24" else (here, there)
    return settled(kept, lost, strangers=_strangers(run, group))


def _strangers(run: PersonRun, group: ContactGroup) -> bool:
    """Tell whether neither side has ever known the other's value of a contact person's group."""
    return not (run.wanted.groups[group].known or run.entity.groups.get(group, GroupDoc()).known)
