"""A partner of 1C that is a part of another one: the head is told, and 1C alone says who it is."""

from sandbox.dataset.identity import company_inn
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.facts import PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import PartnerUpserted
from shared.messages.things import Ref, Thing
from tests.integration.onec_connector.party_directory import PartyDirectory, company, known, legal, paired

HEAD = CompanyGroup.HEAD


def named(partner: str) -> Ref:
    return Ref(system="onec", kind="partner", id=partner)


async def part_of(directory: PartyDirectory, head: str, number: int = 1) -> str:
    """A partner that is a part of another one, of whom the portal was not told."""
    values = {"name": f"Ромашка-Юг {number}", "inn": company_inn("7701", 700 + number), "head": head}
    return (await directory.onec.do("partners", **values))["partner"]


async def moved(directory: PartyDirectory, part: str, head: str) -> Company:
    """The accountant makes a partner a part of another one, or of himself."""
    await directory.onec.do("partners", guid=part, head=head)
    fact, *_ = await directory.touch(part)
    assert isinstance(fact, PartnerChanged)
    return fact.company


def typed(told: Company, head: str = "") -> Company:
    """A manager types another head of a company, or takes it out."""
    words = {"name": told.name, "legal_entities": told.legal_entities}
    return paired(told.ref.id, head=Thing(ref=named(head)) if head else None, **words)


async def test_a_part_names_its_head_and_keeps_its_own_requisites(party_directory):
    head = await known(party_directory)
    part = await part_of(party_directory, head)

    told = await party_directory.told(part)

    assert told.head == Thing(ref=named(head), name="Ромашка")
    assert HEAD in told.groups
    assert [one.inn for one in told.legal_entities] == [company_inn("7701", 701)]


async def test_whoever_never_had_a_head_says_nothing_of_one(party_directory):
    head = await known(party_directory)

    assert HEAD not in (await party_directory.told(head, force=True)).groups


async def test_another_head_and_none_any_more_are_edits_of_one_group(party_directory):
    first, second = await known(party_directory), await known(party_directory, name="Василёк", inn="7736050003")
    part = await part_of(party_directory, first)
    await party_directory.told(part)

    onto_second = await moved(party_directory, part, second)
    onto_none = await moved(party_directory, part, "")

    newest = {max(one.groups.items(), key=lambda entry: entry[1].edited)[0] for one in (onto_second, onto_none)}
    assert (onto_second.head, onto_none.head) == (Thing(ref=named(second), name="Василёк"), None)
    assert newest == {HEAD}
    assert await party_directory.touch(part) == []


async def test_another_head_typed_in_the_portal_comes_back(party_directory):
    head, other = await known(party_directory), await known(party_directory, name="Василёк", inn="7736050003")
    part = await part_of(party_directory, head)
    told = await party_directory.told(part)
    known_edit = told.groups[HEAD].edited

    outcome, touched = await party_directory.upsert(typed(told, other), edited=9, known=known_edit, groups=(HEAD,))
    again = await party_directory.told(part)

    assert isinstance(outcome, PartnerUpserted)
    assert [(one.topic, one.answers, "«Ромашка»" in one.text) for one in outcome.told] == [("conflict", 9, True)]
    assert touched == PartnerTouched(ref=named(part))
    assert (again.head, again.groups[HEAD].known) == (told.head, 9)
    assert again.groups[HEAD].edited > told.groups[HEAD].edited
    assert (await party_directory.partner(part))["Parent_Key"] == head


async def test_a_head_taken_out_in_the_portal_comes_back_too(party_directory):
    head = await known(party_directory)
    part = await part_of(party_directory, head)
    told = await party_directory.told(part)

    await party_directory.upsert(typed(told), edited=9, known=told.groups[HEAD].edited, groups=(HEAD,))

    assert (await party_directory.told(part)).head == told.head


async def test_the_same_head_in_the_portal_is_no_edit(party_directory):
    head = await known(party_directory)
    part = await part_of(party_directory, head)
    told = await party_directory.told(part)

    outcome, *more = await party_directory.upsert(
        typed(told, head), edited=9, known=told.groups[HEAD].edited, groups=(HEAD,)
    )

    assert (outcome.told, more) == ((), [])
    assert await party_directory.touch(part) == []


async def test_a_head_typed_for_a_company_that_1c_did_not_know_comes_back_once(party_directory):
    head = await known(party_directory)
    outcome, *_ = await party_directory.upsert(
        company(head=Thing(ref=named(head)), legal_entities=(legal(inn="7736050003"),)), edited=9
    )

    (fact,) = await party_directory.touch(outcome.ref.id)

    assert isinstance(fact, PartnerChanged)
    assert (fact.company.head, fact.company.groups[HEAD].known) == (None, 9)
    assert await party_directory.touch(outcome.ref.id) == []


async def test_heads_that_stand_in_a_ring_are_their_own_until_one_leaves_it(party_directory):
    first = await known(party_directory)
    second, third = await part_of(party_directory, first), await part_of(party_directory, first, 2)
    await party_directory.told(second)
    below = await moved(party_directory, third, second)
    await party_directory.onec.do("partners", guid=first, head=third)
    ringed, touched = [], [first]
    while touched:
        fact, *hints = await party_directory.touch(touched.pop()) or (None,)
        ringed += [fact.company] if fact else []
        touched += [hint.ref.id for hint in hints]

    await party_directory.onec.do("partners", guid=third, head="")
    fact, *freed = await party_directory.touch(third)
    after, *next_ = await party_directory.touch(first)

    assert below.head.ref == named(second)
    assert [one.head.ref for one in ringed] == [named(one) for one in (first, second, third)]
    assert (fact.company.head, freed) == (None, [PartnerTouched(ref=named(first))])
    assert (after.company.head.ref, next_) == (named(third), [PartnerTouched(ref=named(second))])


async def test_a_company_that_is_typed_as_its_own_head_is_turned_down_in_a_ring_too(party_directory):
    part = await part_of(party_directory, "")
    await party_directory.told(part)
    told = await moved(party_directory, part, part)

    outcome, touched = await party_directory.upsert(
        typed(told, part), edited=9, known=told.groups[HEAD].edited, groups=(HEAD,)
    )

    assert [one.topic for one in outcome.told] == ["conflict"]
    assert touched == PartnerTouched(ref=named(part))


async def test_whoever_hangs_below_a_ring_names_his_head(party_directory):
    first = await known(party_directory)
    second, third = await part_of(party_directory, first), await part_of(party_directory, first, 2)
    await party_directory.onec.do("partners", guid=first, head=second)

    assert (await party_directory.told(third)).head.ref == named(first)


async def test_whoever_reads_all_partners_hears_of_the_same_heads(party_directory):
    first = await known(party_directory)
    second, third = await part_of(party_directory, first), await part_of(party_directory, first, 2)
    await party_directory.onec.do("partners", guid=first, head=second)
    told = {}
    for one in (first, second, third):
        fact, *_ = await party_directory.touch(one, force=True)
        told[one] = fact.company.head

    read = {one.company.ref.id: one.company.head async for one in party_directory.flow.reader.would_tell()}

    assert {one: read[one] for one in told} == told
