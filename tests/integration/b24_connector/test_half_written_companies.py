"""A write of a company that was cut short: what it left is nobody's edit, in whatever form the portal keeps it."""

import pytest

from sandbox.portal.control import parties
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.party import Addresses, BankAccount, CompanyGroup
from shared.messages.ring.outcomes import CompanyRefused
from tests.integration.b24_connector.company_office import entity

ACCOUNT = BankAccount(number="40702810900000000001", bic="044525225", currency="RUB")
TRADERS_INN = "500100732259"


def requisite(registry, made):
    return registry.card(made)["requisites"][0]


TRADER = entity(kind="sole_trader", name="ИП Иванов", full_name="ИП Иванов", inn=TRADERS_INN, kpp="")


@pytest.mark.parametrize(
    ("before", "typed", "change"),
    [
        (entity(), {"RQ_OGRN": "1027700132195"}, {}),
        (entity(), {}, {"kpp": ""}),
        (TRADER, {}, {"name": "ИП Иванов Иван"}),
    ],
    ids=["a number that 1C does not name", "a КПП that 1C does not name", "a name that is taken apart"],
)
async def test_a_half_written_requisite_is_nobodys_edit_with_what_1c_does_not_say(
    registry, before, typed, change
) -> None:
    made = await registry.partner(legal_entities=(before,))
    parties.edit_requisite(registry.simulated, int(requisite(registry, made)["ID"]), typed)
    told = [one.company.groups[CompanyGroup.REQUISITES].edited for one in await registry.handle()]
    words = {"ref": made.ref.id, "known": max(told, default=0)}
    registry.wire.dies_at = "crm.requisite.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(registry.command(legal_entities=(before.with_(full_name="АО", **change),), **words))

    await registry.run(registry.command(legal_entities=(before.with_(full_name="ПАО"),), **words))

    assert requisite(registry, made)["RQ_COMPANY_FULL_NAME"] == "ПАО"
    assert await registry.handle() == []


async def test_a_half_written_account_is_nobodys_edit_with_the_bank_that_the_portal_names(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT.with_(bic="", bank="Сбербанк"),))
    await registry.handle()
    registry.wire.dies_at = "crm.requisite.bankdetail.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(registry.command(ref=made.ref.id, banks=(ACCOUNT,)))

    corrected = ACCOUNT.with_(correspondent="30101810400000000225")
    await registry.run(registry.command(ref=made.ref.id, banks=(corrected,)))

    (account,) = registry.card(made)["banks"]
    assert (account["RQ_COR_ACC_NUM"], account["RQ_BANK_NAME"]) == ("30101810400000000225", "Сбербанк")
    assert await registry.handle() == []


async def test_a_half_written_account_is_nobodys_edit_where_the_portal_calls_its_bank_otherwise(registry) -> None:
    made = await registry.partner(banks=(ACCOUNT.with_(bank="Сбербанк"),))
    await registry.handle()
    renamed = ACCOUNT.with_(bank="ПАО Сбербанк", currency="USD")
    registry.wire.dies_at = "crm.requisite.bankdetail.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(registry.command(ref=made.ref.id, banks=(renamed,)))

    await registry.run(registry.command(ref=made.ref.id, banks=(renamed.with_(currency="EUR"),)))

    (account,) = registry.card(made)["banks"]
    assert (account["RQ_ACC_CURRENCY"], account["RQ_BANK_NAME"]) == ("EUR", "Сбербанк")
    assert await registry.handle() == []


async def test_a_half_written_address_is_nobodys_edit_though_typed_with_two_spaces(registry) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    registry.wire.dies_at = "crm.address.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(registry.command(ref=made.ref.id, addresses=Addresses(legal="101000,  Тверь")))

    await registry.run(registry.command(ref=made.ref.id, addresses=Addresses(legal="Клин")))

    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Клин", "Орёл"}
    assert await registry.handle() == []


async def refused_half_way(registry, **words):
    """A company of whose two new addresses the portal has refused the second, and the command."""
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    wanted = registry.command(ref=made.ref.id, addresses=Addresses(legal="Тверь", actual="Тула"), **words)
    faults, fault = registry.wire.app.server.faults, {"kind": "error", "code": "100", "text": "Слишком длинно"}
    registry.wire.after["crm.address.update"] = lambda: faults.order({**fault, "method": "crm.address.update"})
    assert isinstance(await registry.run(wanted), CompanyRefused)
    return made, wanted


async def test_half_of_a_write_that_the_portal_has_refused_is_nobodys_edit(registry) -> None:
    made, wanted = await refused_half_way(registry)

    told = await registry.handle()
    await registry.run(wanted)

    assert told == []
    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Тверь", "Тула"}


async def test_what_a_person_types_into_a_company_whose_write_was_refused_half_way_is_told(registry) -> None:
    made, wanted = await refused_half_way(registry)
    number = int(requisite(registry, made)["ID"])
    parties.set_address(registry.simulated, number, {"type": 1, "ADDRESS_1": "Псков"})

    with pytest.raises(Retryable):
        await registry.run(wanted)
    (told,) = await registry.handle()

    assert told.company.addresses == Addresses(legal="Тверь", actual="Псков")


async def test_half_of_a_write_is_not_published_with_what_a_manager_has_typed_elsewhere(registry) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    wanted = registry.command(ref=made.ref.id, name="Ромашка-2", addresses=Addresses(legal="Тверь", actual="Тула"))
    registry.wire.dies_at = "crm.address.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(wanted)
    registry.edit(int(made.ref.id), title="Из портала")
    with pytest.raises(Retryable):
        await registry.run(wanted)

    told = await registry.handle()
    await registry.run(wanted)

    edited = {group for group, stamp in told[-1].company.groups.items() if stamp.edited}
    assert CompanyGroup.NAME in edited
    assert CompanyGroup.ADDRESSES not in edited
    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Тверь", "Тула"}


async def test_half_of_a_write_is_nobodys_edit_for_a_reader_who_has_stepped_aside_long_enough(registry) -> None:
    made = await registry.partner(addresses=Addresses(legal="Москва", actual="Орёл"))
    await registry.handle()
    wanted = registry.command(ref=made.ref.id, name="Ромашка-2", addresses=Addresses(legal="Тверь", actual="Тула"))
    registry.wire.dies_at = "crm.address.update"
    with pytest.raises(DoubtfulWrite):
        await registry.run(wanted)
    registry.store.outwaited = True

    told = await registry.handle()
    await registry.run(wanted)

    assert told == []
    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Тверь", "Тула"}


async def test_an_address_that_comes_between_our_look_and_our_write_is_no_refusal(registry) -> None:
    made = await registry.partner(addresses=Addresses(actual="Орёл"))
    await registry.handle()
    number = int(requisite(registry, made)["ID"])
    wanted = registry.command(ref=made.ref.id, addresses=Addresses(legal="Тверь", actual="Орёл"))
    late = lambda: parties.set_address(registry.simulated, number, {"type": 6, "ADDRESS_1": "Тверь"})  # noqa: E731
    registry.wire.before["crm.address.add"] = late

    with pytest.raises(Retryable, match="came or went"):
        await registry.run(wanted)
    await registry.run(wanted)

    assert {one["ADDRESS_1"] for one in registry.card(made)["addresses"]} == {"Тверь", "Орёл"}
