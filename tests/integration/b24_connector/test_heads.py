"""A company that is a part of another one, as 1C says: its head stands in a field that `setup` makes."""

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.methods.userfields import add_field
from services.b24_connector.reference.party_findings import check_parties
from services.b24_connector.setup import setup
from shared.bus.errors import Retryable
from shared.messages.party import CompanyGroup
from shared.messages.things import Customer, Thing
from shared.rules.directory import CompanyRules, DirectoryRules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.company_office import KPP, Registry, company_ref, entity, onec, opened_registry

HEAD, NAME = CompanyGroup.HEAD, CompanyGroup.NAME
FIELD = "ufCrmDealbusHead"
BOTH = DirectoryRules(companies=CompanyRules(direction="both"))
RULES = delivered_rules().model_copy(update={"directory": BOTH})
OTHER = entity(2, inn="7736050003")


@pytest.fixture
async def registry() -> AsyncIterator[Registry]:
    async with opened_registry() as registry:
        registry.directory.has_heads = True
        await setup(registry.portal, registry.directory, RULES)
        registry.touches.clear()
        yield registry


def head_of(registry: Registry, outcome) -> str:
    return str(registry.card(outcome)["item"][FIELD] or "")


def awaited(number: int = 9) -> Thing:
    """A head that has no company in the portal."""
    return Thing(origin=onec("partner", number), name="Ромашка")


def paired(company: int) -> Thing:
    """A head that has one."""
    return Thing(ref=company_ref(company), origin=onec("partner", 9), name="Ромашка")


async def part(registry: Registry, head: Thing | None, **words):
    """1C says what the part is, and whose."""
    return await registry.partner(2, name="Ромашка-Юг", legal_entities=(OTHER,), head=head, **words)


async def test_setup_makes_the_field_once(registry) -> None:
    said = [one.text for one in await setup(registry.portal, registry.directory, RULES) if "компании" in one.text]

    assert said == ["Поле компании «Головная компания» уже есть."]
    assert registry.directory.head_field == FIELD


@pytest.mark.parametrize(
    ("words", "flaw"),
    [({"USER_TYPE_ID": "string"}, "имеет тип «строка»"), ({"USER_TYPE_ID": "crm", "MULTIPLE": "Y"}, "множественное")],
)
async def test_a_field_that_serves_not_is_told_with_its_remedy_by_setup_and_check_alike(words, flaw) -> None:
    async with opened_registry() as registry:
        add_field(registry.simulated, 1, COMPANY, {"FIELD_NAME": "UF_CRM_DEALBUS_HEAD", **words})
        registry.directory.has_heads = True
        made = [one for one in await setup(registry.portal, registry.directory, RULES) if "Головная" in one.text]
        found = [one for one in check_parties(registry.directory, RULES, 60) if "Головная" in one.text]

    assert made == found
    assert [one.ok for one in made] == [False]
    assert f"Поле компании «Головная компания» {flaw}, а нужна привязка" in made[0].text
    assert "удалите поле" in made[0].text
    assert registry.directory.is_whole


async def test_setup_makes_all_fields_that_are_lacking_in_one_request() -> None:
    async with opened_registry() as registry:
        registry.directory.has_heads = True
        counts = [registry.portal.requests]
        for _ in range(2):
            assert all(one.ok for one in await setup(registry.portal, registry.directory, RULES))
            counts.append(registry.portal.requests)

    first, again = (later - sooner for sooner, later in pairwise(counts))
    assert first == again + 1


async def test_the_head_stands_in_the_field_and_is_nobodys_edit(registry) -> None:
    head = registry.typed()
    made = await part(registry, paired(head))
    told = await registry.handle()

    assert (head_of(registry, made), made.told) == (str(head), ())
    assert [one for one in told if one.company.ref == made.ref and one.company.groups.get(HEAD)] == []


async def test_a_head_without_a_company_is_told_and_written_by_the_same_number_later(registry) -> None:
    head = registry.typed()
    command = registry.command(2, name="Ромашка-Юг", legal_entities=(OTHER,), head=awaited())
    first = await registry.run(command)
    later = command.with_(company=command.company.with_(ref=first.ref, head=paired(head)))
    await registry.handle()

    second = await registry.run(later)

    assert [(one.topic, "ещё нет" in one.text) for one in first.told] == [("head", True)]
    assert (head_of(registry, first), second.told) == (str(head), ())


async def test_another_head_and_none_are_written(registry) -> None:
    first, second = registry.typed(), registry.typed(title="Василёк", inn="7804064663")
    made = await part(registry, paired(first))
    await part(registry, paired(second), ref=made.ref.id)
    onto_second = head_of(registry, made)
    await part(registry, None, ref=made.ref.id)

    assert (onto_second, head_of(registry, made)) == (str(second), "")


async def test_a_head_that_a_manager_types_is_an_edit_of_its_own_group(registry) -> None:
    head = registry.typed()
    made = await part(registry, paired(head))
    await registry.handle()

    registry.edit(int(made.ref.id), fields={FIELD: ""})
    taken_out = (await registry.handle())[-1].company
    registry.edit(int(made.ref.id), fields={FIELD: str(head)})
    put_back = (await registry.handle())[-1].company

    newest = max(taken_out.groups.items(), key=lambda entry: entry[1].edited)[0]
    assert (newest, taken_out.head) == (HEAD, None)
    assert put_back.head.ref == company_ref(head)


async def test_what_a_manager_typed_is_replaced_by_what_1c_answers(registry) -> None:
    head, other = registry.typed(), registry.typed(title="Василёк", inn="7804064663")
    made = await part(registry, paired(head))
    registry.edit(int(made.ref.id), fields={FIELD: str(other)})
    typed = (await registry.handle())[-1].company.groups[HEAD].edited

    await part(registry, paired(head), ref=made.ref.id, known=typed)

    assert head_of(registry, made) == str(head)
    assert await registry.handle() == []


async def test_what_a_manager_typed_goes_where_the_head_has_no_company(registry) -> None:
    other = registry.typed(title="Василёк", inn="7804064663")
    made = await part(registry, awaited())
    registry.edit(int(made.ref.id), fields={FIELD: str(other)})
    typed = (await registry.handle())[-1].company.groups[HEAD].edited

    await part(registry, awaited(), ref=made.ref.id, known=typed)

    assert head_of(registry, made) == ""
    assert await registry.handle() == []


async def test_parts_are_looked_at_when_their_head_is_deleted(registry) -> None:
    head = registry.typed()
    made = await part(registry, paired(head))
    await registry.handle()

    registry.delete(head)
    told = [one.company for one in await registry.handle()]

    assert [(one.ref, one.head) for one in told if one.ref == made.ref] == [(made.ref, None)]


@pytest.mark.parametrize("in_portal", [KPP, ""])
async def test_a_branch_with_the_number_of_its_head_gets_a_company_of_its_own(registry, in_portal) -> None:
    head = registry.typed(kpp=in_portal)
    branch = entity(2, kpp="770702002")

    made = await registry.partner(2, name="Ромашка, филиал", legal_entities=(branch,), head=awaited())

    kept = [[one["RQ_KPP"] or "" for one in registry.card(company)["requisites"]] for company in (head, made)]
    assert (made.ref.id != str(head), kept) == (True, [[in_portal], ["770702002"]])


@pytest.mark.parametrize("in_portal", [KPP, ""])
async def test_an_order_of_a_branch_that_nobody_told_of_is_no_order_of_its_head(registry, in_portal) -> None:
    head = registry.typed(kpp=in_portal)
    branch = {"is_part": True, "legal_entity": entity(2, kpp="770702002")}

    made = await registry.order_names(2, **branch)
    told = await registry.partner(2, legal_entities=(branch["legal_entity"],), head=awaited())
    again = await registry.order_names(2, **branch)

    kept = [one["RQ_KPP"] or "" for one in registry.simulated.table("requisite") if str(one["ENTITY_ID"]) == str(head)]
    assert (kept, made != str(head), {told.ref.id, again}) == ([in_portal], True, {made})


async def test_an_order_of_a_branch_whose_company_is_there_finds_it(registry) -> None:
    registry.typed()
    branch = registry.typed(kpp="770702002", title="Ромашка, филиал")

    assert await registry.order_names(2, is_part=True, legal_entity=entity(2, kpp="770702002")) == str(branch)


async def test_a_branch_whose_company_is_not_there_is_not_foreseen_as_its_head(registry) -> None:
    registry.typed()
    customer = Customer(origin=onec("partner", 2), is_part=True, legal_entity=entity(2, kpp="770702002"))

    assert await registry.of_orders.would_make(customer, registry._nobody)


async def test_a_branch_whose_company_is_there_is_found_by_its_own_number(registry) -> None:
    registry.typed()
    branch = registry.typed(kpp="770702002", title="Ромашка, филиал")

    made = await registry.partner(2, legal_entities=(entity(2, kpp="770702002"),), head=awaited())

    assert made.ref.id == str(branch)


async def test_without_the_field_the_rest_is_written_and_the_head_waits_for_it(registry) -> None:
    head = registry.typed()
    registry.directory.head_field = ""
    command = registry.command(2, name="Ромашка-Юг", legal_entities=(OTHER,), head=paired(head))
    made = await registry.run(command)
    await registry.directory.refresh()

    await registry.run(command.with_(company=command.company.with_(ref=made.ref)))

    assert (registry.card(made)["item"]["title"], head_of(registry, made)) == ("Ромашка-Юг", str(head))


async def test_whoever_is_his_own_head_is_told_of_the_ring(registry) -> None:
    made = await part(registry, Thing(origin=onec("partner", 2), name="Ромашка"))

    assert head_of(registry, made) == ""
    assert "по цепочке снова ему самому" in made.told[-1].text


async def test_a_trial_says_what_would_become_of_the_head(registry) -> None:
    head = registry.typed()
    made = await part(registry, None)
    command = registry.command(2, name="Ромашка-Юг", legal_entities=(OTHER,), head=paired(head), ref=made.ref.id)

    assert (await registry.trial.company(command)).would == "change"
    assert head_of(registry, made) == ""


async def test_what_was_written_is_nobodys_edit_where_the_portal_goes_away_before_the_head_is_read(registry) -> None:
    head = registry.typed()
    made = await part(registry, paired(head))
    await registry.handle()
    words = {"name": "Ромашка-Восток", "legal_entities": (OTHER,), "head": paired(head), "ref": made.ref.id}
    renamed, faults = registry.command(2, **words), registry.wire.app.server.faults
    registry.wire.after["crm.item.update"] = lambda: faults.order(
        {"kind": "503", "count": 99, "method": "crm.item.list"}
    )
    with pytest.raises(Retryable):
        await registry.run(renamed)
    faults.waiting.clear()

    with pytest.raises(Retryable):
        await registry.handle()
    await registry.run(renamed)

    assert await registry.handle() == []
