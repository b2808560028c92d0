"""Partners and legal entities as 1C shows them."""

from datetime import date

from services.onec_connector.vocabulary.addresses import AddressKinds
from services.onec_connector.vocabulary.companies import PartnerCard, PartyWords, changes_of, read_company
from services.onec_connector.vocabulary.reference import KnownUser
from shared.messages.party import CompanyGroup

GUID = "0a000000-0000-4000-8000-0000000000{:02d}"
PARTNER, FIRST, SECOND, ANNA, IVAN = (GUID.format(number) for number in range(41, 46))
WORDS = PartyWords(
    today=date(2026, 11, 30),
    details={"Телефон": "phone", "АдресЭлектроннойПочты": "email"},
    addresses=AddressKinds({"legal": "legal", "actual": "actual", "postal": "postal"}),
    countries={"russia": "643", "belarus": "112"},
    users={ANNA: KnownUser(ANNA, "Петрова Анна", ("anna@ex.ru",)), IVAN: KnownUser(IVAN, "Сидоров Иван")},
)
FAX = {"Тип": "Факс", "Вид_Key": "fax", "Представление": "+7 495 000-00-99", "LineNumber": "1"}
OWN = {"Тип": "Телефон", "Вид_Key": "accounting", "Представление": "+7 495 000-00-98", "НомерТелефона": "74950000098"}
ALL = tuple(CompanyGroup)


def phone(text):
    return {"Тип": "Телефон", "Вид_Key": "phone", "Представление": text, "НомерТелефона": ""}


def partner(details=(), **changes):
    row = {
        "Ref_Key": PARTNER,
        "Description": "Ромашка",
        "DeletionMark": False,
        "PredefinedDataName": "",
        "ЮрФизЛицо": "Компания",
        "Клиент": True,
        "ОсновнойМенеджер_Key": ANNA,
        "КонтактнаяИнформация": list(details),
    }
    return row | changes


def entity(guid=FIRST, details=(), **changes):
    row = {
        "Ref_Key": guid,
        "Description": "ООО «Ромашка»",
        "DeletionMark": False,
        "НаименованиеПолное": "Общество с ограниченной ответственностью «Ромашка»",
        "ИНН": "7707083893",
        "КПП": "773601001",
        "РегистрационныйНомер": "1027700132195",
        "ЮрФизЛицо": "ЮрЛицо",
        "ЮридическоеФизическоеЛицо": "ЮридическоеЛицо",
        "Партнер_Key": PARTNER,
        "СтранаРегистрации_Key": "russia",
        "НалоговыйНомер": "",
        "КонтактнаяИнформация": list(details),
    }
    return row | changes


def card(details=(), *, entities=None, **changes):
    return PartnerCard(partner(details, **changes), (entity(),) if entities is None else tuple(entities))


def written(before, wanted, groups=ALL):
    """The card after what `changes_of` says was written, as 1C keeps it."""
    changes = changes_of(wanted, groups, before, WORDS)
    assert not changes.new
    entities = tuple({**row, **changes.entities.get(row["Ref_Key"], {})} for row in before.entities)
    return PartnerCard({**before.partner, **changes.partner}, entities)


def told(before):
    return read_company(before, WORDS)
