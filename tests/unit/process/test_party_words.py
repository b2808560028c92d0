"""Values of clients side by side: two that differ look different."""

import pytest

from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.party import BankAccount, Company, CompanyGroup
from shared.messages.things import LegalEntity
from shared.process.party_words import company_words, contact_words

FIRM = LegalEntity(name="Ромашка", full_name="ООО «Ромашка»", inn="7707083893", kpp="770701001")


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        (FIRM, "ООО «Ромашка», ИНН 7707083893, КПП 770701001"),
        (FIRM.with_(kind="sole_trader"), "ООО «Ромашка», ИП, ИНН 7707083893, КПП 770701001"),
        (FIRM.with_(ogrn="1027700132195"), "ООО «Ромашка», ИНН 7707083893, КПП 770701001, ОГРН 1027700132195"),
        (
            LegalEntity(name="ТОО", country="398", foreign_number="140540003110", kind="person"),
            "ТОО, физлицо, страна 398, номер 140540003110",
        ),
    ],
)
def test_requisites_are_shown_with_everything_that_counts(entity: LegalEntity, words: str) -> None:
    assert company_words(Company(legal_entities=(entity,)), CompanyGroup.REQUISITES) == words


def test_an_account_is_shown_with_its_bank() -> None:
    account = BankAccount(number="40702810900000000001", bic="044525593", bank="Альфа-Банк")

    shown = company_words(Company(banks=(account,)), CompanyGroup.BANKS)

    assert shown == "40702810900000000001 БИК 044525593 Альфа-Банк"


def test_a_name_that_nobody_can_take_apart_is_shown_as_it_stands_in_1c() -> None:
    card = ContactCard(last_name="Полынина", first_name="Ольга", full_name="Полынина Ольга 2")

    assert contact_words(card, ContactGroup.NAME) == "Полынина Ольга 2"
    assert contact_words(card.with_(full_name=""), ContactGroup.NAME) == "Полынина Ольга"
