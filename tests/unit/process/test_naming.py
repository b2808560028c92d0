"""Words that people type choose records by whatever people call them by."""

from collections.abc import AsyncIterator

import pytest

from shared.messages.contact import ContactCard
from shared.messages.party import Company
from shared.messages.ring.facts import CompanyChanged, ContactChanged, PartnerChanged, PersonChanged
from shared.messages.ring.message import Message
from shared.messages.things import LegalEntity, Ref
from shared.process.naming import chosen, is_named

GUID_41 = "0a000000-0000-4000-8000-000000000041"
GUID, OWNER = "0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000002"
COMPANY = CompanyChanged(
    company=Company(
        ref=Ref(system="b24", kind="company", id="17"), name="Ромашка", legal_entities=(LegalEntity(inn="7707083893"),)
    )
)
PARTNER = PartnerChanged(company=Company(ref=Ref(system="onec", kind="partner", id=GUID), name="Лютик"))
CONTACT = ContactChanged(
    contact=ContactCard(
        ref=Ref(system="b24", kind="contact", id="7@17"),
        company=Ref(system="b24", kind="company", id="17"),
        last_name="Иванова",
        first_name="Анна",
    )
)
PERSON = PersonChanged(
    contact=ContactCard(
        ref=Ref(system="onec", kind="contact_person", id=GUID),
        company=Ref(system="onec", kind="partner", id=OWNER),
        full_name="Петров Пётр",
    )
)


async def told() -> AsyncIterator[Message]:
    for one in (COMPANY, PARTNER, CONTACT, PERSON):
        yield one


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), [COMPANY, PARTNER, CONTACT, PERSON]),
        (("17",), [COMPANY, CONTACT]),
        (("company:17",), [COMPANY]),
        (("ромашка ",), [COMPANY]),
        (("7707083893",), [COMPANY]),
        ((GUID.upper(),), [PARTNER, PERSON]),
        (("7",), [CONTACT]),
        (("иванова анна",), [CONTACT]),
        ((OWNER,), [PERSON]),
        (("Петров Пётр", "Лютик"), [PARTNER, PERSON]),
        (("нет такого",), []),
    ],
)
async def test_a_client_or_contact_is_chosen_by_its_id_name_or_number(
    words: tuple[str, ...], found: list[Message]
) -> None:
    assert [one async for one in chosen(told(), words)] == found


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), True),
        (("0a000000-0000-4000-8000-000000000041",), True),
        (("тд00-000017",), True),
        (("Болты М8",), True),
        (("болты",), False),
        (("М8",), False),
        (("заказ",), False),
        (("4",), False),
        (("000017",), False),
        (("2025",), False),
        (("order:41",), True),
    ],
)
def test_an_old_order_is_chosen_by_a_number_in_its_title_or_by_the_title(
    words: tuple[str, ...], *, named: bool
) -> None:
    assert is_named(words, "Заказ ТД00-000017 от 02.06.2025", "Болты М8", "order:41", GUID_41) is named
