"""More of what people do wrong: names that only look right, filters of nobody, addresses of something near by."""

import inspect
import re

import pytest
from pydantic import SecretStr

from sandbox.portal.web.faults import OrderedFault
from services.b24_connector.reference.event_findings import HeardEvents
from services.b24_connector.settings import PortalAccess
from services.onec_connector.settings import BaseAccess
from shared.process.settings import SettingsError
from tests.integration.check.conftest import Company
from tests.integration.check.spoiled import Spoil, base, in_rules, portal

ENGLISH = re.compile(r"[A-Z][a-z]+ [a-z]+ [a-z]+")
STORE = "default: Основной склад"
PRODUCTS = ("products: {direction: off, groups: []", "products: {direction: 1c→b24, groups: [Крепешь]")
CONTACTS = ("contacts: {direction: off", "contacts: {direction: both")


def redirected(where: str) -> Spoil:
    return lambda company: company.wire_faults(OrderedFault("rename", count=20, location=where))


def hurried(company: Company) -> None:
    company.wire_faults(OrderedFault("429", count=20))


def an_address_for_a_name(company: Company) -> None:
    company.heard = HeardEvents(None, listening=False)
    company.write("portal_id: td.bitrix24.ru", "portal_id: https://td.bitrix24.ru/")


async def among_groups(company: Company) -> None:
    await company.do("objects", of="Catalog_Номенклатура", set={"Description": "Крепёж", "IsFolder": True})
    in_rules(PRODUCTS)(company)


async def two_showcases(company: Company) -> None:
    for _ in range(2):
        await company.do("price_kinds", name="Витрина")
    prices = ("prices: {direction: off, kinds: [], base: null", "prices: {direction: 1c→b24, kinds: [], base: Витрина")
    in_rules(("products: {direction: off", "products: {direction: 1c→b24"), prices)(company)


def twins(company: Company) -> None:
    company.portal.table("user").add(
        {"name": "Иван", "lastName": "Второй", "email": "sidorov@td.example", "active": True}, "id"
    )


def several_values(company: Company) -> None:
    fields = company.portal.table("userfield").rows
    next(row for row in fields.values() if row["fieldName"] == "UF_CRM_CARGO")["multiple"] = "Y"
    company.portal.fields_cache = {}


MISTAKES: dict[str, tuple[Spoil, str]] = {
    "a filter for nobody's organisation": (
        in_rules(("organisations: []                 # ИНН", 'organisations: ["7707083893"]')),
        "ИНН «7707083893»",
    ),
    "a filter for a manager mistyped": (
        in_rules(("managers: []                      # e", "managers: [Сидорофф Иван]  # e")),
        "Пользователя (order_filter) «Сидорофф Иван» из правил обмена нет в 1С, есть:",
    ),
    "a space that does not break": (
        in_rules((STORE, "default: Основной\N{NO-BREAK SPACE}склад")),
        "имелось в виду «Основной склад» (выглядит так же: сравните пробелы",
    ),
    "a value that the field does not offer": (
        in_rules(("by_value: {} ", 'by_value: {Торговый дам: "7701310010"} ')),
        "В поле сделки «Наша организация» нет значения «Торговый дам» из organisations.by_value, есть: ",
    ),
    "two employees of one e-mail": (
        twins,
        "E-mail sidorov@td.example на портале у нескольких сотрудников: «Сидоров Иван», «Второй Иван»",
    ),
    "an extra field mistyped": (
        in_rules(("deal: UF_CRM_CARGO", "deal: UF_CRM_KARGO")),
        "В сделке нет поля UF_CRM_KARGO для «Вид груза», есть: «UF_CRM_CARGO», «UF_CRM_DELIVERY_ADDRESS»; возможно,",
    ),
    "an extra field of another type": (
        in_rules(("order: АдресДоставки, type: text", "order: АдресДоставки, type: yes_no")),
        "UF_CRM_DELIVERY_ADDRESS для «АдресДоставки» имеет тип «строка», а для type: yes_no нужен «да/нет». Назовите в",
    ),
    "an extra field of several values": (several_values, "Поле сделки UF_CRM_CARGO для «Вид груза» множественное"),
    "a Latin letter": (
        in_rules((STORE, "default: O\u0441новной склад")),
        "имелось в виду «Основной склад» (выглядит так же: сравните пробелы, регистр, «ё» и латинские буквы)",
    ),
    "an address for a name": (
        an_address_for_a_name,
        "portal_id «https://td.bitrix24.ru/» написан как адрес",
    ),
    "a group of items mistyped": (among_groups, "имелось в виду «Крепёж»"),
    "a service that is not there": (
        in_rules(("free_text_item: null", "free_text_item: Услуга доставки")),
        "«Услуга доставки» в 1С нет ни по артикулу, ни по наименованию",
    ),
    "a contract that nobody has": (
        in_rules(("by_pipeline: {}\n  default: null", "by_pipeline: {}\n  default: Договор 5/26")),
        "Договора «Договор 5/26» из правил обмена нет в 1С ни у одного клиента",
    ),
    "an agreement for nobody's organisation": (
        in_rules(
            (
                "agreements:\n  by_organisation: {}",
                'agreements:\n  by_organisation: {"7707083893": "Опт, отсрочка 14 дней"}',
            )
        ),
        "Организации с ИНН «7707083893» из правил обмена нет в 1С, есть:",
    ),
    "two price kinds of one name for the base": (two_showcases, "Видов цен «Витрина» в 1С 2, и базовым"),
    "contacts without companies": (in_rules(CONTACTS), "direction: both либо выключите контакты"),
    "a portal that has moved": (
        redirected("https://new.bitrix24.ru/rest/7/secret/"),
        "отправляет на https://new.bitrix24.ru. Напишите в DEALBUS_B24_WEBHOOK адрес, который начинается с",
    ),
    "no licence left": (base(licences=1), "1С не начинает сеанс: свободных клиентских лицензий нет"),
    "a portal asked too much": (hurried, "исчерпали время, отведённое на 10 минут"),
    "an overloaded portal": (portal(overload=True), "Битрикс24 выключил REST портала из-за перегрузки"),
    "a portal that is gone": (portal(portal_deleted_status=410), "портала по этому адресу больше нет"),
}


@pytest.mark.parametrize("name", MISTAKES)
async def test_a_mistake_is_one_russian_sentence_with_its_remedy(company, name):
    spoil, said = MISTAKES[name]
    done = spoil(company)
    if inspect.isawaitable(done):
        await done

    wrong = [text for ok, text in await company.checked() if not ok]

    assert len(wrong) == 1, wrong
    assert said in wrong[0]
    assert not ENGLISH.search(wrong[0])


async def test_what_is_left_open_for_all_deals_is_said_and_passes(company):
    company.write('  default: "7701310010"', "  default: null")
    company.write("default: Опт, отсрочка 14 дней", "default: null")
    company.write("default: Основной склад", "default: null")

    found = await company.checked()

    assert [text for ok, text in found if not ok] == []
    assert (
        "Для всех сделок не названы: организация (organisations), соглашение (agreements), склад (warehouses). Сделка, "
        "в которой их не выбрали и для клиента которой их не говорит 1С, ждёт; если ждать не должна, назовите их в "
        "default этих ключей файла правил."
    ) in [text for _, text in found]


async def test_a_filter_for_people_and_organisations_of_1c_passes(company):
    company.write("organisations: []                 # ИНН", 'organisations: ["7701310010"]')
    company.write("managers: []                      # e", "managers: [Сидоров Иван]  # e")

    assert [text for ok, text in await company.checked() if not ok] == []


async def test_contracts_that_clients_have_pass_by_name_or_number(company):
    for fields in ({"Description": "Договор 5"}, {"Description": "Дилерский", "Номер": "5/26"}):
        await company.do("objects", of="Catalog_ДоговорыКонтрагентов", set=fields)
    company.write("by_pipeline: {}\n  default: null", 'by_pipeline: {"3": Договор 5}\n  default: № 5/26')

    assert [text for ok, text in await company.checked() if not ok] == []


async def test_a_filter_for_somebody_hired_again_means_both_his_accounts(company):
    await company.do("objects", of="Catalog_Пользователи", set={"Description": "Сидоров Иван", "Недействителен": True})
    company.write("managers: []                      # e", "managers: [Сидоров Иван]  # e")

    assert [text for ok, text in await company.checked() if not ok] == []


OF_ODATA = ("", "/", "/$metadata", "/Catalog_Валюты")


@pytest.mark.parametrize(
    "more", ["", "/odata", "/ru_RU/", "/hs/x", "/e1cib", *(f"/odata/standard.odata{one}" for one in OF_ODATA)]
)
def test_what_is_copied_behind_the_address_of_the_base_is_left_out(more):
    address = f"https://1c.test/ut{more}"

    settings = BaseAccess(onec_url=address, onec_user="u", onec_password=SecretStr("p"))

    assert settings.onec_url == "https://1c.test/ut/odata/standard.odata"


@pytest.mark.parametrize(
    "written", ['"https://a.bitrix24.ru/rest/7/abc/"', "https://a.bitrix24.ru/rest/7/abc/profile.json"]
)
def test_a_webhook_in_quotes_or_with_a_method_is_told_how_to_write(written):
    with pytest.raises(ValueError, match="без кавычек и без имени метода"):
        PortalAccess(b24_webhook=SecretStr(written))


@pytest.mark.parametrize("host", ["тд_сервер", "xn--a"])
def test_a_host_that_nothing_can_be_called_is_told_of(host):
    told = f"машины с именем {host} быть не может"

    with pytest.raises(ValueError, match=told):
        BaseAccess(onec_url=f"https://{host}/ut", onec_user="u", onec_password=SecretStr("p"))
    with pytest.raises(ValueError, match=told):
        PortalAccess(b24_webhook=SecretStr(f"https://{host}/rest/7/secret/"))


@pytest.mark.parametrize("written", ["1e400", "inf", "nan"])
def test_a_pause_without_an_end_is_told_of(monkeypatch, written):
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", "https://td.bitrix24.ru/rest/7/secret/")
    monkeypatch.setenv("DEALBUS_B24_RATE", written)

    with pytest.raises(SettingsError, match="DEALBUS_B24_RATE не подходит: напишите число"):
        PortalAccess.load()
