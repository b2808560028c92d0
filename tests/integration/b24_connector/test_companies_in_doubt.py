"""Which company a partner is, where a person has decided, or must."""

from shared.messages.ring.facts import CompanyTouched
from tests.integration.b24_connector.company_office import company_ref, entity, guid


async def test_the_company_that_a_person_chose_is_written_and_where_he_said_neither_one_is_made(registry) -> None:
    twins = [registry.typed(title=title) for title in ("Первая", "Вторая")]
    refused = await registry.partner()

    made = await registry.partner(apart=tuple(str(one) for one in twins))
    chosen = await registry.partner(2, ref=str(twins[1]))

    assert [one.ref.id for one in refused.doubts[0].candidates] == [str(one) for one in twins]
    assert int(made.ref.id) not in twins
    assert chosen.ref.id == str(twins[1])


async def test_the_company_that_was_written_so_far_is_left_when_a_person_says_it_is_another(registry) -> None:
    first = await registry.partner()

    second = await registry.partner(name="Ромашка-2", apart=(first.ref.id,))
    again = await registry.partner(name="Ромашка-3", apart=(first.ref.id,))

    assert second.ref != first.ref
    assert again.ref == second.ref
    assert registry.card(first)["item"]["title"] == "Ромашка"


async def test_a_company_that_keys_have_found_is_named_and_left_alone_until_it_is_paired(registry) -> None:
    company = registry.typed(title="Ромашка")
    await registry.handle()
    first = await registry.partner(1, name="Ромашка", phones=("+74951111111",))

    second = await registry.run(registry.command(2, name="Лютик", phones=("+74952222222",)))

    assert first.ref == second.ref == company_ref(company)
    assert (second.found.source, second.found.target, second.pairs) == ("Лютик", "Ромашка", ())
    assert (registry.card(company)["item"]["title"], registry.phones(company)) == ("Ромашка", ["+74951111111"])


async def test_a_company_that_keys_have_found_before_1c_was_told_of_it_is_told_at_once(registry) -> None:
    company = registry.typed(title="Ромашка")
    registry.touches.clear()

    await registry.handled(registry.command(1))
    hints = [one for one in registry.touches if isinstance(one, CompanyTouched)]
    registry.touches.clear()
    registry.touches.extend(hints)
    told = await registry.handle()
    await registry.handled(registry.command(1))

    assert [one.ref for one in hints] == [one.company.ref for one in told] == [company_ref(company)]
    assert [one for one in registry.touches if isinstance(one, CompanyTouched)] == []


async def test_where_1c_hears_nothing_a_company_that_keys_have_found_is_not_told(registry) -> None:
    registry.writes_alone()
    registry.typed(title="Ромашка")

    outcome, *hints = await registry.published(registry.command(1))

    assert (outcome.found.target, hints) == ("Ромашка", [])


async def test_a_requisite_without_a_kpp_is_one_branchs_and_the_other_gets_its_own(registry) -> None:
    company = registry.typed(kpp="")
    (told,) = await registry.handle()
    known = max(stamp.edited for stamp in told.company.groups.values())
    branches = (entity(1, kpp="770701001"), entity(2, kpp="780702002", name="Филиал"))

    made = await registry.partner(legal_entities=branches, ref=company, known=known)

    found = {one["RQ_KPP"]: one["ID"] for one in registry.card(company)["requisites"]}
    assert found.keys() == {"770701001", "780702002"}
    assert {(one.b24, one.onec) for one in made.pairs} == {
        (found["770701001"], guid(1)),
        (found["780702002"], guid(2)),
    }
