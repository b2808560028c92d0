"""Of two partners of one client only one is linked with the company, of two cards one with the partner."""

from collections.abc import AsyncIterator, Iterable

from services.mapper.parties.twins import beside_twins
from shared.messages.ring.outcomes import Pair
from shared.process.asking import Weighed, Would

FIRST, SECOND, THIRD = (f"0a000000-0000-4000-8000-0000000000c{last}" for last in (1, 2, 3))


def verdict(guid: str, would: Would = "link", company: str = "17") -> Weighed:
    partner = f"company:{company}" if would == "link" else ""
    return Weighed(f"partner:{guid}", "Ромашка", would, counterpart=partner)


def card(number: str, kind: str = "company") -> Weighed:
    return Weighed(f"{kind}:{number}", "Ромашка", "link", counterpart=f"partner:{FIRST}")


async def weighed(links, *verdicts: Weighed) -> list[Weighed]:
    async def said(some: Iterable[Weighed]) -> AsyncIterator[Weighed]:
        for one in some:
            yield one

    return [one async for one in beside_twins(links, said(verdicts))]


async def test_a_second_partner_of_a_company_is_refused_as_long_as_the_first_is_its_own(links):
    await links.remember([Pair(kind="company", b24="17", onec=FIRST)])

    first, second, other = await weighed(links, verdict(FIRST), verdict(SECOND), verdict(THIRD, company="18"))

    assert [one.would for one in (first, second, other)] == ["link", "refused", "link"]
    assert "у компании № 17 уже есть другой партнёр" in second.why


async def test_of_two_that_nobody_has_linked_yet_the_first_is_linked(links):
    found = await weighed(links, verdict(FIRST), verdict(SECOND), verdict(THIRD, "create"))

    assert [one.would for one in found] == ["link", "refused", "create"]


async def test_a_company_that_was_deleted_leaves_its_place(links):
    await links.remember([Pair(kind="company", b24="17", onec=FIRST)])
    await links.note_gone("company:17", gone=True)

    assert [one.would for one in await weighed(links, verdict(SECOND))] == ["link"]


async def test_of_two_cards_of_one_partner_the_first_is_linked(links):
    first, second = await weighed(links, card("5"), card("6"))

    assert (first.would, second.would) == ("link", "refused")
    assert second.why == (
        "«Ромашка»: с тем же партнёром 1С связана или связывается компания № 5. Если это один клиент, объедините "
        "карточки; если разные, исправьте ИНН."
    )


async def test_a_card_of_a_partner_who_has_another_company_is_refused(links):
    await links.remember([Pair(kind="company", b24="17", onec=FIRST)])

    verdicts = await weighed(links, card("17"), card("5"))

    assert [one.would for one in verdicts] == ["link", "refused"]
    assert "компания № 17" in verdicts[1].why


async def test_a_contact_of_a_private_partner_who_has_another_one_is_refused(links):
    await links.remember([Pair(kind="client", b24="7", onec=FIRST)])

    verdicts = await weighed(links, card("8", "contact"))

    assert verdicts[0].why == (
        "«Ромашка»: с тем же клиентом 1С связан или связывается контакт № 7. Если это один человек, объедините "
        "контакты; если люди разные, исправьте имя, телефон или e-mail."
    )


async def test_a_partner_whose_company_was_deleted_takes_another_one(links):
    await links.remember([Pair(kind="company", b24="17", onec=FIRST)])
    await links.note_gone("company:17", gone=True)

    assert [one.would for one in await weighed(links, card("5"))] == ["link"]
