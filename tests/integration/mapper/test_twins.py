"""Of two partners of one client only one is linked with the company, and a person is told of the other."""

from collections.abc import AsyncIterator, Iterable

from services.mapper.parties.twins import beside_twins
from shared.messages.ring.outcomes import Pair
from shared.process.asking import Weighed, Would


def verdict(guid: str, would: Would = "link", company: str = "17") -> Weighed:
    partner = f"company:{company}" if would == "link" else ""
    return Weighed(f"partner:{guid}", "Ромашка", would, counterpart=partner)


async def weighed(links, *verdicts: Weighed) -> list[Weighed]:
    async def said(some: Iterable[Weighed]) -> AsyncIterator[Weighed]:
        for one in some:
            yield one

    return [one async for one in beside_twins(links, said(verdicts))]


async def test_a_second_partner_of_a_company_is_refused_as_long_as_the_first_is_its_own(links):
    await links.remember([Pair(kind="company", b24="17", onec="p-1")])

    first, second, other = await weighed(links, verdict("p-1"), verdict("p-2"), verdict("p-3", company="18"))

    assert [one.would for one in (first, second, other)] == ["link", "refused", "link"]
    assert "у компании № 17 уже есть другой партнёр" in second.why


async def test_of_two_that_nobody_has_linked_yet_the_first_is_linked(links):
    found = await weighed(links, verdict("p-1"), verdict("p-2"), verdict("p-3", "create"))

    assert [one.would for one in found] == ["link", "refused", "create"]


async def test_a_company_that_was_deleted_leaves_its_place(links):
    await links.remember([Pair(kind="company", b24="17", onec="p-1")])
    await links.note_gone("company:17", gone=True)

    assert [one.would for one in await weighed(links, verdict("p-2"))] == ["link"]
