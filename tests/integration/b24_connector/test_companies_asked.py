"""What would become of companies, said before anything is written: the reader's and the writer's own decisions."""

import pytest

from services.b24_connector import ask
from shared.bus.errors import Retryable
from tests.integration.b24_connector.company_office import (
    INN,
    OTHER_INN,
    Registry,
    company_ref,
    entity,
    guid,
)
from tests.integration.b24_connector.in_process import used_up

NEW_INN = "7728168971"
WRITING = (".add", ".update", ".delete")


async def told(registry: Registry) -> list:
    return [one.company async for one in ask.tell_companies(registry.portal, registry.reader)]


def remembered(registry: Registry) -> dict:
    return dict(registry.store.entities)


async def test_a_mistyped_inn_of_a_paired_partner_is_foreseen(registry):
    made = await registry.partner()
    command = registry.command(ref=made.ref.id, legal_entities=(entity(1, inn="7707083894"),))

    verdict = await registry.trial.company(command)
    outcome = await registry.run(command)

    assert (verdict.would, "7707083894" in verdict.why) == ("refused", True)
    assert verdict.why == outcome.told[0].text


async def test_a_partner_would_be_made_linked_or_left_to_a_person(registry):
    company = registry.typed()
    for title in ("Лютик", "Лютик-2"):
        registry.typed(inn=OTHER_INN, title=title)
    before, count = remembered(registry), len(registry.companies())

    verdicts = [
        await registry.trial.company(one)
        for one in (
            registry.command(1),
            registry.command(2, name="Лютик", legal_entities=(entity(2, inn=OTHER_INN),)),
            registry.command(3, name="Пион", legal_entities=(entity(3, inn=NEW_INN),)),
            registry.command(4, name="Мак", legal_entities=(entity(4, inn="7707083894"),)),
            registry.command(5, name="Астра", legal_entities=(), create=False),
        )
    ]

    assert [one.would for one in verdicts] == ["link", "doubtful", "create", "refused", "left"]
    assert [one.key for one in verdicts] == [f"partner:{guid(number)}" for number in range(1, 6)]
    assert [one.counterpart for one in verdicts] == [f"company:{company}", "", "", "", ""]
    assert "Лютик-2" in verdicts[1].why
    assert "7707083894" in verdicts[3].why
    assert (remembered(registry), len(registry.companies())) == (before, count)


async def test_a_pair_is_compared_as_the_writer_compares_it(registry):
    made = await registry.partner()
    same = registry.command(ref=made.ref.id)
    other = registry.command(ref=made.ref.id, name="Ромашка-Плюс")
    gone = registry.command(2, ref=987)

    assert [(await registry.trial.company(one)).would for one in (same, other, gone)] == ["same", "change", "left"]


async def test_all_companies_with_a_number_are_told_as_the_reader_tells_them(registry):
    registry.typed(phone="8 (495) 123-45-67")
    registry.typed(inn="", title="Без номера")
    registry.typed(my="Y", inn=OTHER_INN)
    before = remembered(registry)

    (company,) = await told(registry)

    assert remembered(registry) == before
    (read,) = await registry.handle()
    assert (company.with_(groups={}), set(company.groups)) == (read.company.with_(groups={}), set(read.company.groups))


async def test_what_was_told_already_is_told_with_the_numbers_it_was_told_with(registry):
    registry.typed()
    (read,) = await registry.handle()

    assert await told(registry) == [read.company]


async def test_companies_are_told_in_few_requests(registry):
    numbers = [registry.typed(title=f"Клиент {number}") for number in range(60)]
    before = registry.portal.requests

    assert [one.ref for one in await told(registry)] == [company_ref(one) for one in numbers]
    assert registry.portal.requests - before <= 20
    assert INN in {one.inn for one in (await told(registry))[0].legal_entities}


async def test_of_two_newcomers_with_one_number_the_second_is_left_to_a_person(registry):
    verdicts = [
        await registry.trial.company(one)
        for one in (
            registry.command(1, name="Пион", legal_entities=(entity(1, inn=NEW_INN),)),
            registry.command(2, name="Пион-2", legal_entities=(entity(2, inn=NEW_INN),)),
            registry.command(3, name="Роза", legal_entities=(entity(3, inn=OTHER_INN),)),
        )
    ]

    assert [one.would for one in verdicts] == ["create", "refused", "create"]
    assert "«Пион»" in verdicts[1].why


async def test_a_command_for_whose_call_the_portal_has_no_time_asks_for_nothing(registry, monkeypatch):
    made = await registry.partner()
    monkeypatch.setattr(registry.portal, "turn", used_up("crm.item.add", "crm.item.update").turn)
    before = registry.wire.asked.total()

    for command in (registry.command(2), registry.command(ref=made.ref.id)):
        with pytest.raises(Retryable, match=r"crm.item.(add|update) rests"):
            await registry.run(command)

    assert registry.wire.asked.total() == before
