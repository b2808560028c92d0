"""Mistakes that people make when they set the exchange up: `dealbus check` lets none of them pass."""

import inspect
import re
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from services.b24_connector.reference.event_findings import HeardEvents
from tests.integration.check.spoiled import (
    DEFAULT_AGREEMENT,
    Spoil,
    a_deal_changed_in_silence,
    access,
    agreement_over,
    another_zone,
    base,
    clock_of_another_zone,
    cutoff,
    dismissed,
    group_of_warehouses,
    heard,
    in_rules,
    in_silence_and_without_offsets,
    marked_in_1c,
    not_set_up,
    obligatory,
    of_another_base,
    of_another_portal,
    page_of_the_portal,
    portal,
    refused,
    setting,
    slow_clock,
    stage,
    twice_in_1c,
    typical_agreement,
    webhook,
)

HTML = re.compile(r"</?[a-zA-Z!][^>]*>")
SWAPPED = (("shipped: EXECUTING", "shipped: OTHER"), ("paid: FINAL_INVOICE", "paid: EXECUTING"))
MISTAKES: dict[str, tuple[Spoil, str]] = {
    # The rules file by itself.
    "a cut-off without a zone": (cutoff("2026-11-01T00:00:00"), "у времени не указан часовой пояс"),
    "a key mistyped": (in_rules(("work: PREPARATION ", "wrok: PREPARATION ")), "имелось в виду «work»"),
    "one stage named twice": (in_rules(("paid: FINAL_INVOICE ", "paid: EXECUTING ")), "стадия названа второй раз"),
    "a stage without its prefix": (in_rules(("work: C3:PREPARATION", "work: PREPARED")), "стадия не из воронки 3"),
    "new deals nowhere": (in_rules(('pipeline: "0"', 'pipeline: "1"')), "такой воронки нет в pipelines"),
    "an INN with a digit wrong": (in_rules(('default: "7701310010"', 'default: "7701310011"')), "это не ИНН"),
    "the sample's portal": (in_rules(("td.bitrix24.ru", "td.example")), "portal_id остался из образца"),
    "a cut-off far ahead": (cutoff("2062-11-01T00:00:00+03:00"), "далеко в будущем"),
    "a cut-off of the past": (cutoff("2016-11-01T00:00:00+03:00"), "больше двух лет назад"),
    "a tab": (in_rules(("  default: Основной", "\tdefault: Основной")), "строка начинается с табуляции. Замените её"),
    "a key written twice": (
        in_rules(("  default: Основной склад", "  default: Основной склад\n  default: Склад на Окружной")),
        "warehouses → default: ключ стоит второй раз, первый в строке",
    ),
    "a stage in Cyrillic": (in_rules(("parking: C3:NEW", "parking: С3:NEW")), "имелось в виду «C3:NEW»"),
    "a stage of the other pipeline": (
        in_rules(("work: PREPARATION ", "work: C3:PREPARATION ")),
        "стадия не из воронки 0 «C3:PREPARATION». Возможно, имелось в виду «PREPARATION».",
    ),
    # Pipelines.
    "the last two swapped": (
        in_rules(("done: WON  ", "done: OTHER  "), ("shipped: EXECUTING  ", "shipped: WON  "), ("OTHER", "EXECUTING")),
        "они перепутаны",
    ),
    "work and invoice swapped": (
        in_rules(
            ("work: PREPARATION ", "work: OTHER "),
            ("invoice: PREPAYMENT_INVOICE ", "invoice: PREPARATION "),
            ("work: OTHER ", "work: PREPAYMENT_INVOICE "),
        ),
        "они перепутаны",
    ),
    "shipped and paid swapped": (in_rules(*SWAPPED, ("shipped: OTHER", "shipped: FINAL_INVOICE")), "они перепутаны"),
    "a name instead of an id": (
        in_rules(("work: PREPARATION ", "work: Заказ в работе ")),
        "нет стадии Заказ в работе; есть: «APOLOGY (Анализ причины провала)»",
    ),
    "an id mistyped": (in_rules(("shipped: EXECUTING", "shipped: EXECUTNG")), "имелось в виду «EXECUTING»"),
    "a pipeline that is not there": (
        in_rules(
            ('  "3":\n', '  "4":\n'), (": C3:", ": C4:"), ("[C3:", "[C4:"), (" C3:A", " C4:A"), ('"3": "7', '"4": "7')
        ),
        "Воронки 4 в портале нет, или она закрыта для владельца вебхука; есть: 3 «Опт»; 0 «Общая».",
    ),
    "an added stage": (stage("UC_PICKING", "Комплектация", 25), "«Комплектация» (UC_PICKING) стоит после «Заказ в"),
    "a lost stage for work": (
        in_rules(("work: PREPARATION ", "work: LOSE "), ("lost: [LOSE, ", "lost: [")),
        "«Сделка провалена» провальная, она закрывает сделку, а названа в work",
    ),
    # People, fields and the catalogue of the portal.
    "an e-mail mistyped": (
        in_rules(("sidorov@td.example", "sidorof@td.example")),
        "нет сотрудника sidorof@td.example, есть:",
    ),
    "a stand-in called by his name": (
        in_rules(("b24: sidorov@td.example", "b24: Сидоров Иван")),
        "Исправьте manager_default в файле правил",
    ),
    "an obligatory field": (obligatory, "Поле сделки «Канал» в портале обязательное, а обмен его не заполняет"),
    "a dismissed employee": (dismissed("sidorov@td.example"), "уволен"),
    "no setup": (not_set_up, "Выполните: dealbus setup"),
    "a property that is not there": (
        in_rules(
            (
                "products: {direction: off, groups: [], article_property: null",
                "products: {direction: 1c→b24, groups: [], article_property: property999",
            )
        ),
        "нет свойства property999; есть",
    ),
    "two exchanges at once": (portal(onec_connector="1С:Предприятие"), "официальный обмен с 1С"),
    # The webhook and the way to the portal.
    "a secret that is refused": (webhook("sandboxwebhooksecret", "another"), "Портал не принимает вебхук"),
    "a webhook of another portal": (of_another_portal, "а вебхук в DEALBUS_B24_WEBHOOK ведёт в drugoy.bitrix24.ru"),
    "a portal over http": (portal(https_required=True), "замените в DEALBUS_B24_WEBHOOK http:// на https://"),
    "a webhook without crm": (portal(scopes="catalog,user,im"), "нет прав: crm. Отметьте"),
    "a webhook without any right": (portal(scopes="im"), "нет прав: crm, catalog, user_basic. Отметьте"),
    "a clock of another zone": (clock_of_another_zone, "расходятся на 3 ч. Включите"),
    "a right forgotten": (portal(scopes="crm,user,im"), "нет прав: catalog"),
    "the bell forgotten": (portal(scopes="crm,user,catalog"), "нет права im"),
    "no outgoing webhook": (setting(b24_application_token=SecretStr("")), "Токен исходящего вебхука не задан"),
    "an outgoing webhook never made": (heard(None), "ещё не пришло ни одного события"),
    "an outgoing webhook gone": (a_deal_changed_in_silence, "Проверьте на портале исходящий вебхук: адрес"),
    "an event that is lost on a portal that ignores offsets": (
        in_silence_and_without_offsets,
        "Проверьте на портале исходящий вебхук: адрес",
    ),
    "another webhook's token": (refused(None), "и отклонено. Токен другой: запишите верный."),
    "a plan without REST": (portal(commercial_plan=False), "на его тарифе нет REST"),
    "a clock ten minutes slow": (slow_clock, "Часы этого сервера и портала расходятся"),
    "a page instead of the portal": (page_of_the_portal("html"), "Портал не отвечает: "),
    # 1C.
    "a wrong password": (access(password="another"), "проверьте имя, пароль"),
    "a wrong path": (access(base="http://1c.test/buh/odata/standard.odata"), "ничего не публикует (HTTP 404)"),
    "a page for a wrong password": (
        lambda company: [company.do("switches", auth_html=True), access(password="another")(company)][0],
        "вместо 1С на 1c.test отвечает веб-страница",
    ),
    "a set left out": (base(unpublished_sets=["Catalog_Склады"]), "Не опубликован объект Catalog_Склады"),
    "nothing published": (base(published_sets=["Catalog_Валюты"]), "В OData не опубликовано объектов: "),
    "1C shut for maintenance": (lambda company: company.do("lock"), "1С закрыта"),
    "orders without states": (base(order_as_invoice=True), "выключены расширенные возможности заказов"),
    "another zone": (another_zone, "это время ещё не наступило: часы базы впереди не меньше чем на 2 часа"),
    "a warehouse mistyped": (
        in_rules(("default: Основной склад", "default: Основой склад")),
        (
            "Склада «Основой склад» из правил обмена нет в 1С, есть: «Основной склад», «Склад на Окружной»; возможно, "
            "имелось в виду «Основной склад»"
        ),
    ),
    "a group of warehouses": (
        group_of_warehouses,
        (
            "Склад «Городские склады»: в 1С это группа, есть: «Основной склад», «Склад на Окружной». Назовите в "
            "правилах одну запись."
        ),
    ),
    "an agreement mistyped": (
        in_rules(("Опт, отсрочка 14 дней", "Опт отсрочка 14 дней")),
        "имелось в виду «Опт, отсрочка 14 дней»",
    ),
    "an agreement entered twice": (
        typical_agreement(Description=DEFAULT_AGREEMENT),
        f"Соглашение «{DEFAULT_AGREEMENT}»: в 1С таких 3, и обмен не угадывает",
    ),
    "an agreement that is over": (agreement_over, f"«{DEFAULT_AGREEMENT}»: запись в 1С есть, но помечена на удаление"),
    "an organisation of another base": (
        of_another_base,
        "ИНН «7707083893»",
    ),
    "an organisation entered twice": (
        twice_in_1c,
        "Организация с ИНН «7701310010»: в 1С таких 2, и обмен не угадывает",
    ),
    "an organisation marked for deletion": (marked_in_1c, "«7701310010»: запись в 1С есть, но помечена на удаление"),
    "an error page behind the log-in": (
        lambda company: company.do("faults", faults=[{"kind": "html_500", "times": 50}]),
        "спрашивает имя и пароль, как 1С, а на запросы обмена отвечает ошибкой. Посмотрите журналы 1С",
    ),
    "a user that is not there": (
        in_rules(("onec: Сидоров Иван", "onec: Сидорофф Иван")),
        "имелось в виду «Сидоров Иван»",
    ),
    "a kind of items mistyped": (in_rules(("items: {kind: null", "items: {kind: Тавар")), "«Тавар» в 1С не найден"),
    "a price kind mistyped": (
        in_rules(
            ("products: {direction: off", "products: {direction: 1c→b24"),
            ("prices: {direction: off, kinds: []", "prices: {direction: 1c→b24, kinds: [Рознечная]"),
        ),
        "«Рознечная» из правил обмена нет в 1С",
    ),
}

SEEN = {
    "a secret that is refused": "https://helpdesk.bitrix24.com/open/21269128",
    "a right forgotten": "https://bitrix24.org.ru/?p=1995",
    "an outgoing webhook never made": "https://bitrix24.org.ru/bitriks24-ishodyaschiy-vebhuk-ne-rabotaet",
    "an outgoing webhook gone": "https://truetech.dev/websites-bitrix-bitrix24/services/modules/"
    "razrabotka-integratsii-bitriks24-cherez-vebkhuki.html",
    "a plan without REST": "https://hmarketing.ru/blog/bitrix24/iskhodyashchie-vebkhuki",
    "a cut-off of the past": "https://it-solution.ru/cases/bitriks24_configforoutdated/",
    "a wrong password": "https://errors24.ru/2023/06/21/1s-http-servis-oshibka-avtorizaczii",
    "a wrong path": "https://infoblogs.duckdns.org/articles/page_001484.html",
    "a set left out": "https://kompyutery-programmy.ru/programmy/1s-odata-suschnost-ne-najdena.html",
    "another zone": "https://infoblogs.duckdns.org/articles/page_001506.html",
}
"""Mistakes that people who have set such exchanges up have told of in public."""


async def test_a_right_set_up_passes(company):
    found = await company.checked()

    assert [text for ok, text in found if not ok] == []


def test_what_people_have_told_of_is_among_them():
    assert SEEN.keys() <= MISTAKES.keys()
    assert (len(MISTAKES) >= 30, len(SEEN) >= 10) == (True, True)


@pytest.mark.parametrize("name", MISTAKES)
async def test_a_mistake_is_one_sentence_with_its_remedy(company, name):
    spoil, said = MISTAKES[name]
    done = spoil(company)
    if inspect.isawaitable(done):
        await done

    wrong = [text for ok, text in await company.checked() if not ok]

    about = [text for text in wrong if said in text]
    assert len(about) == 1, wrong
    assert len(wrong) == len(set(wrong)) == 1, wrong
    assert not HTML.search(about[0])
    assert "sandboxwebhooksecret" not in about[0]


async def test_before_the_first_start_nobody_expects_an_event(company):
    company.heard = HeardEvents(None, listening=False)

    assert [text for ok, text in await company.checked() if not ok] == []


async def test_a_stranger_whose_event_is_refused_spoils_nothing(company):
    refused(datetime.now(UTC))(company)

    assert [text for ok, text in await company.checked() if not ok] == []


async def test_the_last_event_is_told_by_the_customers_clock(company):
    heard(datetime(2026, 11, 29, 21, 30, tzinfo=UTC))(company)

    assert "Последнее событие портала пришло 30.11.2026 00:30." in [text for _, text in await company.checked()]


async def test_a_portal_that_was_renamed_while_the_exchange_is_at_work_passes(company):
    of_another_portal(company)
    company.heard = HeardEvents(datetime.now(UTC), listening=True)

    assert [text for ok, text in await company.checked() if not ok] == []


async def test_an_obligatory_field_that_comes_from_1c_passes(company):
    fields = company.portal.table("userfield").rows
    next(row for row in fields.values() if row["fieldName"].startswith("UF_CRM_DEALBUS"))["mandatory"] = "Y"
    company.portal.fields_cache = {}

    assert [text for ok, text in await company.checked() if not ok] == []
