"""What the trial of a load says of private partners of 1C who would be made of one person: one contact, not two."""

from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.outcomes import CompanyRefused
from tests.integration.b24_connector.private_office import OTHER_PHONE, PrivateOffice


async def would(shop: PrivateOffice, *commands: CompanyUpsert) -> list[str]:
    return [(await shop.trial.company(one)).would for one in commands]


async def test_of_two_new_partners_of_one_person_one_is_made(shop: PrivateOffice) -> None:
    foreseen = await would(
        shop, shop.command(1), shop.command(2), shop.command(3, phones=(OTHER_PHONE,), name="Петров Пётр")
    )
    first, second = await shop.partner(1), await shop.partner(2)

    assert foreseen == ["create", "refused", "create"]
    assert first.ref == second.ref


async def test_a_partner_of_another_name_with_a_new_ones_phone_is_a_question(shop: PrivateOffice) -> None:
    foreseen = await would(shop, shop.command(1), shop.command(2, name="Петров Пётр Петрович"))
    await shop.partner(1)
    refused = await shop.partner(2, name="Петров Пётр Петрович")

    assert foreseen == ["create", "doubtful"]
    assert isinstance(refused, CompanyRefused)
    assert refused.doubts


async def test_where_the_rules_make_another_one_of_a_shared_phone_he_is_made(shop: PrivateOffice) -> None:
    other = shop.command(2, name="Петров Пётр Петрович", shared="create")

    assert await would(shop, shop.command(1), other) == ["create", "create"]


async def test_who_is_made_first_is_said(shop: PrivateOffice) -> None:
    await shop.trial.company(shop.command(1))

    verdict = await shop.trial.company(shop.command(2))

    assert verdict.why == (
        "«Иванова Анна Ивановна»: тот же телефон или e-mail у клиента «Иванова Анна Ивановна», который ещё не "
        "перенесён. Если это один человек, объедините клиентов в 1С; если разные, исправьте имя или телефон."
    )
