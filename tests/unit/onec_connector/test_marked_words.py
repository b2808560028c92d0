"""Small catalogs with rows that are marked for deletion: read where something refers to them, chosen last."""

from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.objects import bank_account, dictionary, legal_entity, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.vocabulary.companies import PartnerCard
from services.onec_connector.vocabulary.entities import read_entity, tell_entity
from shared.messages.party import BankAccount

Row = dict[str, Any]


class Catalogs:
    """A base with these rows of catalogs; of the banks it finds those with the code that is asked for."""

    def __init__(self, **rows: list[Row]) -> None:
        self._rows = rows

    async def pages(self, name: str, query: Any, **_: Any) -> AsyncIterator[Row]:
        for row in self._rows.get(name, ()):
            yield {field: row.get(field, "") for field in query.select}

    async def listing(self, name: str, query: Any) -> list[Row]:
        wanted = [row for row in self._rows.get(name, ()) if f"'{row[standard.CODE]}'" in query.filter]
        living = [
            row for row in wanted if f"{standard.MARKED} eq false" not in query.filter or not row[standard.MARKED]
        ]
        return living[: query.top]


def row(ref: str, code: str, name: str, *, marked: bool) -> Row:
    words = {standard.REF: ref, standard.CODE: code, standard.DESCRIPTION: name, standard.MARKED: marked}
    return words | {bank_account.THROUGH: ""}


@pytest.mark.parametrize(("set_name", "code"), [(dictionary.CURRENCIES, "643"), (legal_entity.COUNTRIES, "112")])
async def test_what_is_marked_for_deletion_is_read_and_never_chosen_before_what_is_not(set_name, code):
    base = Catalogs(**{set_name: [row("old", code, "прежняя", marked=True), row("used", code, "новая", marked=False)]})
    dictionaries = Dictionaries(base)
    known = await (dictionaries.currencies() if set_name == dictionary.CURRENCIES else dictionaries.countries())

    assert known["old"] == known["used"]
    assert next(iter(known)) == "used"


async def test_a_foreigner_of_a_country_that_is_marked_stays_a_foreigner():
    base = Catalogs(**{legal_entity.COUNTRIES: [row("old", "112", "Беларусь", marked=True)]})
    entity = {
        standard.REF: "0a000000-0000-4000-8000-000000000042",
        standard.DESCRIPTION: "СООО Ромашка",
        standard.MARKED: False,
        legal_entity.FULL_NAME: "",
        legal_entity.INN: "",
        legal_entity.KPP: "",
        legal_entity.KIND: legal_entity.FOREIGN_COMPANY,
        legal_entity.PARTNER: "",
        legal_entity.COUNTRY: "old",
        legal_entity.FOREIGN_NUMBER: "100200300",
    }

    told = tell_entity(read_entity(entity, await Dictionaries(base).countries()))

    assert (told.country, told.foreign_number) == ("112", "100200300")


async def test_a_bank_marked_for_deletion_is_linked_to_no_account():
    banks = [row("old", "044525225", "Сбербанк", marked=True), row("used", "044525225", "Сбер", marked=False)]
    base = Catalogs(**{bank_account.CLASSIFIER: banks})
    card = PartnerCard({"ОсновнойМенеджер_Key": ""})

    words = await PartnerCards(base, Dictionaries(base), ZoneInfo("Europe/Moscow")).words(
        card, [BankAccount(number="1", bic="044525225")]
    )

    assert list(words.banks) == ["used"]
