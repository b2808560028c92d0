"""`check`: whether the portal is as the rules file and this service need it; one readable line a matter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from services.b24_connector.portal import Portal, PortalRefusal, PortalRightsError
from services.b24_connector.portal.lists import COMPANY, CONTACT, DEAL, plain_rows, rows_at
from services.b24_connector.portal.rights import right_of
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.client_price_findings import check_client_prices
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.party_findings import check_parties
from services.b24_connector.reference.price_findings import check_prices
from services.b24_connector.sentences import quoted
from services.b24_connector.settings import Settings
from services.b24_connector.vocabulary.extra import PORTAL_TYPES
from services.b24_connector.vocabulary.names import FROM_ONEC, ORIGINATOR, TYPES, USER_FIELDS, DealFields, FieldKey
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Permanent, Retryable
from shared.messages.things import UNKNOWN_COUNTRY
from shared.process.findings import Finding
from shared.rules import Rules

NEEDED_SCOPES = ("crm", "catalog")
BELL_SCOPE = "im"
USER_SCOPES = frozenset({"user", "user_basic"})
MAX_SKEW_S = 60.0
_LATELY = timedelta(days=30)
STAGE_ROLES = ("parking", "work", "invoice", "shipped", "paid", "done")


async def check(portal: Portal, directory: Directory, settings: Settings, rules: Rules) -> list[Finding]:
    """Compare the live portal with what is needed; reads only."""
    try:
        await portal.probe()
        findings = [Finding(ok=True, text=f"Портал {portal.origin} отвечает.")]
        findings += await _clock(portal)
        granted = set((await portal.call("scope", {})).texts)
        findings += _scopes(granted)
        if not all(finding.ok for finding in findings):
            return findings + _bell(granted) + _events(settings)  # the rest cannot be read without these rights
        await directory.refresh()
    except PortalRightsError as error:
        right = right_of(error.fault.method)
        return [Finding(ok=False, text=f"У вебхука нет права {right} ({error.fault.method}). Отметьте его в вебхуке.")]
    except PortalRefusal as refusal:
        return [Finding(ok=False, text=f"Портал не пускает: {refusal.sentence}. Проверьте вебхук и его права.")]
    except (Retryable, Permanent) as error:
        return [Finding(ok=False, text=f"Портал не отвечает: {error}. Проверьте DEALBUS_B24_WEBHOOK и сеть.")]
    findings += _events(settings)
    findings += _bell(granted)
    findings += _fields(directory)
    findings += _extra(directory)
    findings += _stages(directory, rules)
    findings += _organisations(directory, rules)
    findings += _templates(directory)
    findings += await _managers(directory, rules)
    findings += await _catalogue(portal, rules)
    findings += check_parties(directory, rules, settings.b24_sweep_s)
    findings += await check_prices(portal, rules.directory.prices)
    findings += await check_client_prices(portal, rules.prices.mode)
    return findings + await _other_exchanges(portal)


async def _clock(portal: Portal) -> list[Finding]:
    said = moment((await portal.call("server.time", {})).result)
    if said is None:
        return [Finding(ok=False, text="Портал не называет своё время (server.time).")]
    skew = abs((said - datetime.now(UTC)).total_seconds())
    if skew > MAX_SKEW_S:
        text = f"Часы этого сервера и портала расходятся на {skew:.0f} с. Включите синхронизацию времени."
        return [Finding(ok=False, text=text)]
    return [Finding(ok=True, text="Часы сервера и портала идут одинаково.")]


def _scopes(granted: AbstractSet[str]) -> list[Finding]:
    missing = [scope for scope in NEEDED_SCOPES if scope not in granted]
    if not granted & USER_SCOPES:
        missing.append("user_basic")
    if missing:
        return [Finding(ok=False, text=f"У вебхука нет прав: {', '.join(missing)}. Отметьте их в настройках вебхука.")]
    return [Finding(ok=True, text="Прав вебхука достаточно.")]


def _bell(granted: AbstractSet[str]) -> list[Finding]:
    if BELL_SCOPE in granted:
        return []
    text = "У вебхука нет права im: о заказе удалённой сделки менеджер не узнает. Отметьте его в настройках вебхука."
    return [Finding(ok=False, text=text)]


def _events(settings: Settings) -> list[Finding]:
    if settings.b24_application_token.get_secret_value():
        return [Finding(ok=True, text="Токен исходящего вебхука задан: события принимаются.")]
    text = (
        "Токен исходящего вебхука не задан (DEALBUS_B24_APPLICATION_TOKEN): события не принимаются, изменения находит "
        f"только обход раз в {settings.b24_sweep_s:.0f} с."
    )
    return [Finding(ok=False, text=text)]


def _fields(directory: Directory) -> list[Finding]:
    missing = [field.label for key, field in directory.made.items() if key not in directory.fields.names]
    if missing:
        names = ", ".join(f"«{label}»" for label in missing)
        return [Finding(ok=False, text=f"В сделке нет полей {names}. Выполните: dealbus setup.")]
    found = [Finding(ok=True, text="Все поля обмена в сделке есть.")]
    return [
        *found,
        *(of_other_type(directory.fields, key) for key in directory.fields.types),
        *_empty(directory.fields),
    ]


def _empty(fields: DealFields) -> list[Finding]:
    """Name the lists that 1C has not filled: right before the first start, later a sign of a missing right."""
    empty = ", ".join(
        f"«{USER_FIELDS[key].label}»" for key in FROM_ONEC if key in fields.lists and not fields.lists[key].options
    )
    text = (
        f"Списки пока пусты: {empty}. Обмен заполнит их из 1С за пять минут после запуска; если не заполнил, "
        "дайте сотруднику вебхука права администратора CRM."
    )
    return [Finding(ok=True, text=text)] if empty else []


def of_other_type(fields: DealFields, key: FieldKey) -> Finding:
    """Say what to do with a field of another type than it is made of today: the portal changes no type."""
    field, type_ = USER_FIELDS[key], fields.types[key]
    works = type_ == field.earlier
    text = (
        f"Поле «{field.label}» имеет тип «{TYPES.get(type_, type_)}», теперь заводится «{TYPES[field.type]}». "
        f"{'Обмен работает и так. Чтобы сменить' if works else 'С таким обмен не работает. Чтобы исправить'}: "
        "удалите поле в настройках сделки (его значения в сделках пропадут) и выполните dealbus setup."
    )
    return Finding(ok=works, text=text)


def _extra(directory: Directory) -> list[Finding]:
    extra = directory.fields.extra
    findings = [
        Finding(
            ok=False,
            text=f"В сделке нет поля {row.deal} для «{row.label}», или оно множественное, или его тип не из числа "
            f"{', '.join(sorted(PORTAL_TYPES[row.type]))}. Заведите поле или исправьте fields в файле правил.",
        )
        for row in extra.missing
    ]
    if extra.rows and not findings:
        findings = [Finding(ok=True, text="Все поля из таблицы fields файла правил в сделке есть.")]
    return findings


def _stages(directory: Directory, rules: Rules) -> list[Finding]:
    findings = []
    for pipeline, stages in rules.pipelines.items():
        missing = [stage for stage in stages.named if not directory.has_stage(stage)]
        if missing:
            text = f"Воронка {pipeline}: в портале нет стадий {', '.join(missing)}. Исправьте pipelines в файле правил."
            findings.append(Finding(ok=False, text=text))
        else:
            names = " → ".join(directory.stage_name(getattr(stages, role)) for role in STAGE_ROLES)
            findings.append(Finding(ok=True, text=f"Воронка {pipeline}: {names}."))
    return findings


def _organisations(directory: Directory, rules: Rules) -> list[Finding]:
    fields = directory.fields
    wanted = organisations_of(rules)
    missing = [inn for inn in wanted if fields.option_of(inn) is None]
    if "organisation" in fields.names and missing:
        text = f"В поле «Наша организация» нет ИНН {', '.join(missing)}. Выполните: dealbus setup."
        return [Finding(ok=False, text=text)]
    return [
        Finding(ok=True, text=f"Организации: {', '.join(one.name for one in fields.organisations) or 'не заданы'}.")
    ]


def organisations_of(rules: Rules) -> Sequence[str]:
    """Return the INNs the rules name."""
    named = rules.organisations
    inns = [*named.by_value.values(), *named.by_pipeline.values(), *([named.default] if named.default else [])]
    return tuple(dict.fromkeys(inns))


def _templates(directory: Directory) -> list[Finding]:
    """What a client is comes from the template of its requisites."""
    vague = [one.name for one in directory.presets if one.kind is None]
    foreign = [one.name for one in directory.presets if one.country == UNKNOWN_COUNTRY]
    findings = []
    if foreign:
        text = f"Шаблоны реквизитов неизвестной обмену страны: {quoted(foreign)}. Заказы таких клиентов не создаются."
        findings.append(Finding(ok=False, text=text))
    if vague:
        text = f"Шаблоны реквизитов, по которым не видно вида клиента: {quoted(vague)}. С ними компания считается "
        findings.append(Finding(ok=True, text=f"{text}организацией, контакт частным лицом, если нет ОГРНИП или КПП."))
    return findings or [Finding(ok=True, text="По шаблонам реквизитов виден вид клиента.")]


async def _managers(directory: Directory, rules: Rules) -> list[Finding]:
    emails = [pair.b24 for pair in rules.managers] + ([rules.manager_default.b24] if rules.manager_default.b24 else [])
    findings = []
    for email in dict.fromkeys(emails):
        user = await directory.user_by_email(email)
        if user is None:
            text = f"В портале нет сотрудника {email}. Исправьте managers в файле правил."
            findings.append(Finding(ok=False, text=text))
        elif not user.active:
            text = f"Сотрудник {user.name} ({email}) уволен. Назовите в файле правил другого."
            findings.append(Finding(ok=False, text=text))
    return findings or [Finding(ok=True, text="Сотрудники из файла правил в портале есть.")]


async def _catalogue(portal: Portal, rules: Rules) -> list[Finding]:
    """Compare the catalogue with what the rules say of products, if they send any."""
    products = rules.directory.products
    if not products.enabled:
        return []
    catalogue = Catalogue(portal)
    if not await catalogue.block():
        return [Finding(ok=False, text="В портале нет товарного каталога. Создайте в портале первый товар.")]
    held = await catalogue.properties()
    there = ", ".join(f"{name} «{title}»" for name, title in held.items()) or "ни одного"
    named = {"article_property": products.article_property, "barcode_property": products.barcode_property}
    missing = [
        f"В каталоге портала нет свойства {name}; есть {there}. Исправьте directory.products.{key} в файле правил."
        for key, name in named.items()
        if name and name not in held
    ]
    fine = Finding(ok=True, text="Товары 1С переносятся в каталог портала: свойства для кодов в нём есть.")
    return [Finding(ok=False, text=text) for text in missing] or [fine]


async def _other_exchanges(portal: Portal) -> list[Finding]:
    """Warn of what else writes deals and clients from 1C; a portal that does not show it is believed to have none."""
    findings = []
    for name, host in await _official_connectors(portal):
        text = (
            f"К порталу подключён официальный обмен с 1С «{name}»{f' ({host})' if host else ''}: вместе с ним сделки и "
            "клиенты появятся дважды и будут перезаписывать друг друга. Отключите его на портале и в 1С."
        )
        findings.append(Finding(ok=False, text=text))
    for originator, count in sorted((await _foreign_records(portal)).items()):
        text = (
            f"За 30 дней другой обмен (originatorId «{originator}») менял сделки, компании или контакты, не меньше "
            f"{count}. Проверьте, не обмен ли это с той же 1С."
        )
        findings.append(Finding(ok=True, text=text))
    return findings


async def _official_connectors(portal: Portal) -> list[tuple[str, str]]:
    try:
        rows = plain_rows((await portal.call("crm.externalchannel.connector.list", {})).result)
    except (PortalRefusal, PortalRightsError):
        return []
    named = [(row.get("NAME") or "без имени", row.get("EXTERNAL_SERVER_HOST") or "") for row in rows if _is_onec(row)]
    return [(str(name), str(host)) for name, host in named]


def _is_onec(row: Mapping[str, Any]) -> bool:
    return str(row.get("TYPE_ID") or "").upper() == "ONE_C"


async def _foreign_records(portal: Portal) -> Counter[str]:
    """Count, by whose they are, the latest records that neither a person nor the bus has made; a page of each kind."""
    found: Counter[str] = Counter()
    for kind in (DEAL, COMPANY, CONTACT):
        params = {
            "entityTypeId": kind,
            "select": ["id", "originatorId"],
            "filter": {"!@originatorId": ["", ORIGINATOR], ">updatedTime": (portal.now - _LATELY).isoformat()},
            "order": {"originatorId": "DESC"},
        }
        with suppress(PortalRefusal, PortalRightsError):  # records that the webhook's user may not see warn of nothing
            rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
            found.update(
                str(row["originatorId"]) for row in rows if row.get("originatorId") not in {None, "", ORIGINATOR}
            )
    return found
