"""Two companies become one in the portal: nobody names the survivor, and nothing that moved over has an event."""

from collections import deque

from sandbox.portal.engine.deals import create_deal
from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.engine.state import Actor
from sandbox.portal.methods.merging import merge
from shared.messages.ring.facts import CompanyTouched
from tests.integration.b24_connector.company_office import INN, Registry

CLERK = Actor(1)


def merged(registry: Registry, kept: int, dead: int) -> None:
    """A person merges two cards; the one that stays was read before what hung on the other has moved over."""
    rows = registry.simulated.items[COMPANY].rows
    merge(registry.simulated, CLERK, COMPANY, rows[kept], [rows[dead]])
    registry.touches = deque(one for one in registry.touches if one.ref.id == str(dead))


async def test_a_merged_company_is_told_gone_and_the_one_that_has_its_requisites_is_read_anew(registry):
    dead, kept = registry.typed(title="Ромашка"), registry.typed(inn="", title="Ромашка (новая)")
    await registry.handle()

    merged(registry, kept, dead)
    facts = await registry.handle()

    gone, stays = facts
    assert (gone.gone, gone.ref.id) == (True, str(dead))
    assert (stays.gone, stays.ref.id, stays.company.legal_entities[0].inn) == (False, str(kept), INN)


async def test_open_deals_of_a_merged_company_are_read_anew(registry):
    dead, kept = registry.typed(title="Ромашка"), registry.typed(inn="", title="Ромашка (новая)")
    is_open, _closed = (
        create_deal(registry.simulated, CLERK, {"title": "Поставка", "companyId": dead, "stageId": stage})["id"]
        for stage in ("NEW", "WON")
    )
    await registry.handle()

    merged(registry, kept, dead)
    await registry.handle()

    assert registry.deals == [f"deal:{is_open}"]


async def test_a_company_whose_requisite_became_part_of_another_is_followed_by_its_number(registry):
    dead, kept = registry.typed(title="Ромашка"), registry.typed(title="Ромашка (копия)")
    await registry.handle()
    requisites = registry.simulated.table("requisite").rows
    for number in [one for one, row in requisites.items() if row["ENTITY_ID"] == dead]:
        del requisites[number]

    merged(registry, kept, dead)
    facts = await registry.handle()

    assert [(one.gone, one.ref.id) for one in facts] == [(True, str(dead)), (False, str(kept))]


async def test_a_deleted_company_is_told_again_when_asked(registry):
    made = await registry.partner()
    registry.delete(int(made.ref.id))
    told = await registry.handle()

    registry.touches.append(CompanyTouched(ref=made.ref, force=True))

    assert (await registry.handle(), len(told)) == (told, 1)


async def test_a_company_that_was_only_deleted_has_nobody_read_anew(registry):
    dead = registry.typed()
    create_deal(registry.simulated, CLERK, {"title": "Поставка", "companyId": dead})
    await registry.handle()

    registry.delete(dead)
    facts = await registry.handle()

    assert [one.gone for one in facts] == [True]
    assert registry.deals == []


async def test_a_company_whose_partner_became_another_is_told_to_him_as_to_a_stranger(registry):
    made = await registry.partner()
    registry.edit(int(made.ref.id), title="Ромашка-2")
    (before,) = await registry.handle()
    gone = registry.command(number=2, ref=made.ref.id, groups=()).with_(gone=True)

    await registry.handled(gone)
    (told,) = await registry.handle()

    assert before.company.groups["requisites"].known > 0
    assert told.company.groups["name"].edited == before.company.groups["name"].edited
    assert {stamp.known for stamp in told.company.groups.values()} == {0}


async def test_a_partner_of_a_company_nobody_knows_lets_go_of_nothing(registry):
    await registry.handled(registry.command(ref=999, groups=()).with_(gone=True))

    assert await registry.handle() == []


async def test_the_fact_names_the_survivor(registry):
    dead, kept = registry.typed(title="Ромашка"), registry.typed(inn="", title="Ромашка (новая)")
    await registry.handle()

    merged(registry, kept, dead)
    gone, _ = await registry.handle()

    assert gone.became.id == str(kept)


async def test_of_many_cards_with_the_number_of_a_deleted_one_nobody_is_touched_nor_their_deals(registry):
    dead, *others = (registry.typed(title=f"Ромашка {number}") for number in range(4))
    for company in others:
        create_deal(registry.simulated, CLERK, {"title": "Поставка", "companyId": company})
    await registry.handle()

    registry.delete(dead)
    facts = await registry.handle()

    assert [(one.gone, one.became) for one in facts] == [(True, None)]
    assert registry.deals == []


async def test_of_many_cards_with_the_number_the_one_that_has_the_deals_now_is_the_survivor(registry):
    dead, kept, _other = (registry.typed(title=f"Ромашка {number}") for number in range(3))
    deal = str(create_deal(registry.simulated, CLERK, {"title": "Поставка", "companyId": dead})["id"])
    await registry.known_deals.bind(f"deal:{deal}", deal)
    await registry.known_deals.set_fields(f"deal:{deal}", {"company": str(dead)})
    await registry.handle()
    requisites = registry.simulated.table("requisite").rows
    for number in [one for one, row in requisites.items() if row["ENTITY_ID"] == dead]:
        del requisites[number]

    merged(registry, kept, dead)
    gone, survivor = await registry.handle()

    assert (gone.became.id, survivor.ref.id, registry.deals) == (str(kept), str(kept), [f"deal:{deal}"])


async def test_a_branch_of_the_same_number_is_no_survivor(registry):
    dead = registry.typed(title="Ромашка")
    registry.typed(title="Ромашка, филиал", kpp="770702002")
    await registry.handle()

    registry.delete(dead)

    assert [one.became for one in await registry.handle()] == [None]
