"""A company is made once, whoever makes it and wherever a call is lost; half of it is nobody's edit."""

import pytest

from sandbox.portal.control import parties
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.envelope import wrap
from shared.messages.party import Addresses, BankAccount, CompanyGroup
from shared.messages.ring.facts import CompanyTouched
from tests.integration.b24_connector.company_office import (
    INN,
    Registry,
    company_ref,
    entity,
    guid,
    onec,
)

WHOLE = {
    "phones": ("+74951234567",),
    "addresses": Addresses(legal="Москва", actual="Тула"),
    "banks": (BankAccount(number="40702810900000000001", bic="044525225"),),
}


async def test_a_company_made_for_an_order_names_its_partner_and_is_the_directorys_too(registry) -> None:
    company = await registry.order_names()
    told = [one.company for one in await registry.handle()]

    outcome = await registry.partner(name="Ромашка", **WHOLE)

    assert {one.origin for one in told} == {onec("partner", 1)}
    assert {group for one in told for group, stamp in one.groups.items() if stamp.edited} == {CompanyGroup.REQUISITES}
    assert (outcome.ref.id, len(registry.companies())) == (company, 1)
    assert registry.store.entities.keys() == {f"partner:{guid(1)}"}


async def test_an_order_whose_client_was_deleted_gets_a_new_company_under_the_old_name(registry) -> None:
    first = await registry.order_names()
    await registry.handle()
    registry.delete(int(first))
    await registry.handle()

    second = await registry.order_names()
    told = await registry.handle()

    assert second != first
    assert {(one.company.ref, one.company.origin, one.gone) for one in told} <= {
        (company_ref(second), onec("partner", 1), False)
    }
    assert registry.store.entities[f"partner:{guid(1)}"].ref == second


@pytest.mark.parametrize("method", ["crm.item.add", "crm.requisite.add"])
async def test_a_company_whose_answer_was_lost_is_found_and_finished(registry, method) -> None:
    command = registry.command(**WHOLE)
    registry.wire.dies_at = method
    with pytest.raises(DoubtfulWrite):
        await registry.run(command)

    outcome = await registry.run(command)

    card = registry.card(outcome)
    assert (len(registry.companies()), len(card["requisites"])) == (1, 1)
    assert (len(card["addresses"]), len(card["banks"]), registry.phones(outcome)) == (2, 1, ["+74951234567"])
    assert await registry.handle() == []


@pytest.mark.parametrize("method", ["crm.requisite.update", "crm.address.update", "crm.requisite.bankdetail.add"])
async def test_half_of_a_write_is_nobodys_edit(registry, method) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    changed = {**WHOLE, "addresses": Addresses(legal="Тверь", actual="Тула")}
    wanted = registry.command(ref=made.ref.id, legal_entities=(entity(name="ООО «Ромашка и К»"),), **changed)
    registry.wire.dies_at = method
    with pytest.raises(DoubtfulWrite):
        await registry.run(wanted)
    touch = CompanyTouched(ref=made.ref)
    with pytest.raises(Retryable):  # the reader waits for the rest
        await registry.reader.touched(wrap(touch, source="test"), touch)

    await registry.run(wanted)

    card = registry.card(made)
    assert card["requisites"][0]["RQ_COMPANY_NAME"] == "ООО «Ромашка и К»"
    assert {one["ADDRESS_1"] for one in card["addresses"]} == {"Тверь", "Тула"}
    assert len(card["banks"]) == 1
    assert await registry.handle() == []


@pytest.mark.parametrize("by", ["the same command", "a newer command"])
async def test_an_address_that_a_person_types_into_a_half_written_company_is_told_and_not_overwritten(
    registry, by
) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    wanted = registry.command(ref=made.ref.id, addresses=Addresses(legal="Тверь", actual="Тула"))
    registry.wire.dies_at = "crm.address.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(wanted)
    requisite = int(registry.card(made)["requisites"][0]["ID"])
    parties.set_address(registry.simulated, requisite, {"type": 6, "ADDRESS_1": "Псков"})
    if by == "a newer command":
        wanted = registry.command(ref=made.ref.id, addresses=Addresses(legal="Клин", actual="Тула"))

    with pytest.raises(Retryable):
        await registry.run(wanted)
    told = await registry.handle()

    assert told[-1].company.addresses.legal == "Псков"
    assert "Псков" in {one["ADDRESS_1"] for one in registry.card(made)["addresses"]}


async def test_a_newer_command_finishes_what_another_has_half_written(registry) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    registry.wire.dies_at = "crm.address.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(registry.command(ref=made.ref.id, addresses=Addresses(legal="Тверь", actual="Тула")))

    await registry.run(registry.command(ref=made.ref.id, addresses=Addresses(legal="Клин", actual="Тула")))

    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Клин", "Тула"}
    assert await registry.handle() == []


async def test_what_a_person_sets_in_a_company_at_once_stands_and_is_told(registry) -> None:
    def at_once() -> None:
        (company,) = registry.companies()
        registry.edit(company["id"], title="Ромашка (новая)")

    registry.wire.after["crm.item.add"] = at_once
    made = await registry.partner()
    await registry.handle()

    assert registry.card(made)["item"]["title"] == "Ромашка (новая)"
    assert registry.facts[-1].company.name == "Ромашка (новая)"


async def test_a_copy_that_a_person_makes_is_a_company_of_its_own(registry) -> None:
    made = await registry.partner()
    marks = {"originatorId": "1C", "originId": guid(1)}
    copy = registry.typed(title="Копия", inn="7736050003", kpp="773601001", fields=marks)

    told = {one.company.ref: one.company.origin for one in await registry.handle()}

    assert told == {company_ref(copy): None}
    assert registry.store.entities[f"partner:{guid(1)}"].ref == made.ref.id


async def test_what_no_event_told_is_found_by_the_sweep_once(registry) -> None:
    company = registry.typed()
    await registry.sweeps()
    (first,) = await registry.handle()
    registry.edit(company, title="Лютик")
    await registry.sweeps()
    (second,) = await registry.handle()
    requisite = int(registry.card(company)["requisites"][0]["ID"])
    parties.edit_requisite(registry.simulated, requisite, {"RQ_OGRN": "1027700132195"})
    await registry.sweeps()
    (third,) = await registry.handle()

    again = await registry.sweeps()

    assert [one.company.name for one in (first, second, third)] == ["Ромашка", "Лютик", "Лютик"]
    assert (third.company.legal_entities[0].inn, third.company.legal_entities[0].ogrn) == (INN, "1027700132195")
    assert again == 0


def linked_meanwhile(registry: Registry, key: str, company: int) -> None:
    """Let the other handler say whose a company is, between a look at it and the note of that."""
    real = registry.store.bind

    async def bind(asked: str, ref: str) -> None:
        registry.store.bind = real
        await real(key, str(company))
        await real(asked, ref)

    registry.store.bind = bind


async def test_a_company_that_is_read_while_its_partner_is_linked_with_it_is_his(registry) -> None:
    company, partner = registry.typed(), f"partner:{guid(1)}"
    linked_meanwhile(registry, partner, company)

    told = await registry.handle()

    assert {one.company.origin for one in told} == {onec("partner", 1)}
    assert registry.store.entities[partner].ref == str(company)


async def test_a_partner_who_is_linked_with_a_company_while_it_is_read_is_its(registry) -> None:
    company = registry.typed()
    linked_meanwhile(registry, f"company:{company}", company)

    outcome = await registry.run(registry.command(groups=()))

    assert outcome.ref == company_ref(company)


async def test_a_later_command_takes_away_what_a_lost_one_had_made_the_company_with(registry):
    registry.wire.dies_at = "crm.item.add"
    with pytest.raises(Retryable):
        await registry.run(registry.command(emails=("old@romashka.test",), phones=("+74950000001",)))

    outcome = await registry.partner(emails=("new@romashka.test",), phones=("+74950000002",))

    card = registry.card(outcome)["item"]["fm"]
    assert sorted(one["value"] for one in card) == ["+74950000002", "new@romashka.test"]
