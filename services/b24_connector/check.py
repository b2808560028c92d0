"""`check`: whether the portal fits the rules: clock, rights, events, fields, lists, organisations, templates."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from services.b24_connector.intake.remembered import Remembered
from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue_findings import check_catalogue
from services.b24_connector.reference.client_price_findings import check_client_prices
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.event_findings import HeardEvents, check_events
from services.b24_connector.reference.extra_findings import check_extra
from services.b24_connector.reference.list_findings import check_lists
from services.b24_connector.reference.manager_findings import check_managers
from services.b24_connector.reference.organisation_findings import check_organisations
from services.b24_connector.reference.other_exchanges import check_other_exchanges
from services.b24_connector.reference.owner_findings import check_owner
from services.b24_connector.reference.party_findings import check_parties
from services.b24_connector.reference.pipelines import read_pipelines
from services.b24_connector.reference.price_findings import check_prices
from services.b24_connector.reference.required_findings import check_required
from services.b24_connector.reference.stage_findings import check_pipelines
from services.b24_connector.reference.unreadable_findings import check_unreadable
from services.b24_connector.reference.unusable import unusable
from services.b24_connector.sentences import quoted
from services.b24_connector.settings import Settings
from services.b24_connector.vocabulary.names import FROM_ONEC, TYPES, USER_FIELDS, DealFields, FieldKey
from services.b24_connector.vocabulary.values import moment
from shared.bus.errors import Permanent, Retryable
from shared.messages.things import UNKNOWN_COUNTRY
from shared.process.findings import Finding
from shared.process.plain_http import check_plain
from shared.process.rules_findings import check_rules
from shared.rules import Rules

NEEDED_SCOPES = ("crm", "catalog")
BELL_SCOPE = "im"
USER_SCOPES = frozenset({"user", "user_basic"})
MAX_SKEW_S = 60.0
_HOUR_S = 3600.0


async def check(
    portal: Portal, directory: Directory, settings: Settings, rules: Rules, known: Remembered | None = None
) -> list[Finding]:
    """Compare the live portal with what the rules and the exchange need, a finding each; reads only.

    Args:
        portal: the live one.
        directory: of it; read anew.
        settings: of this service.
        rules: the customer's.
        known: of the portal, from our database; None: nobody knows.
    """
    host, now = urlsplit(portal.origin).hostname or "", datetime.now(UTC)
    heard = known.heard if known else None
    is_at_work = heard is not None and heard.last is not None
    own = [*check_rules(rules, host, now, is_at_work=is_at_work), *check_unreadable(known.unreadable if known else ())]
    try:
        await portal.probe()
        granted = set((await portal.call("scope", {})).texts)
        findings = [
            Finding(ok=True, text=f"Портал {portal.origin} отвечает."),
            *check_plain(portal.origin, "Портал"),
            *await _clock(portal),
            *_scopes(granted),
            *_bell(granted),
        ]
        if set(NEEDED_SCOPES) - granted or not granted & USER_SCOPES:
            return [*own, *findings]  # the rest cannot be read without these rights
        findings += [*await check_owner(portal, rules), *await _events(portal, settings, heard, rules.timezone)]
        await directory.refresh()
        return [*own, *findings, *await _contents(portal, directory, settings, rules)]
    except (Retryable, Permanent) as error:
        return [*own, await unusable(error, portal, settings)]


async def _contents(portal: Portal, directory: Directory, settings: Settings, rules: Rules) -> list[Finding]:
    return [
        *_fields(directory),
        *check_extra(directory.fields.extra),
        *await check_required(portal, _filled(directory)),
        *check_pipelines(await read_pipelines(portal), rules),
        *check_organisations(directory.fields, rules),
        *_templates(directory),
        *await check_managers(portal, directory, rules),
        *await check_catalogue(portal, rules.directory.products),
        *check_parties(directory, rules, settings.b24_sweep_s),
        *await check_prices(portal, rules.directory.prices),
        *await check_client_prices(portal, rules.prices.mode),
        *await check_other_exchanges(portal),
    ]


def _filled(directory: Directory) -> set[str]:
    """Name the fields of a deal that an order fills: ours, and of the customer's own those that come from 1C."""
    extra = directory.fields.extra
    from_onec = {place for name, place in extra.places.items() if extra.rows[name].from_order}
    return from_onec.union(directory.fields.names.values())


async def _clock(portal: Portal) -> list[Finding]:
    said = moment((await portal.call("server.time", {})).result)
    if said is None:
        return [Finding(ok=False, text="Портал не называет своё время (server.time).")]
    skew = abs((said - datetime.now(UTC)).total_seconds())
    if skew > MAX_SKEW_S:
        text = f"Часы этого сервера и портала расходятся {_skewed(skew)}. Включите синхронизацию времени."
        return [Finding(ok=False, text=text)]
    return [Finding(ok=True, text="Часы сервера и портала идут одинаково.")]


def _skewed(seconds: float) -> str:
    """Write how far our clock and the portal's are apart, in the largest unit that says it: hours, else minutes."""
    if seconds < _HOUR_S:
        return f"на {seconds / 60:.0f} мин"
    return f"на {seconds / _HOUR_S:.1f} ч".replace(".0 ", " ").replace(".", ",")


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


async def _events(portal: Portal, settings: Settings, heard: HeardEvents | None, zone: tzinfo) -> list[Finding]:
    if not settings.b24_application_token.get_secret_value():
        text = (
            "Токен исходящего вебхука не задан (DEALBUS_B24_APPLICATION_TOKEN): события не принимаются, изменения "
            f"находит только обход раз в {settings.b24_sweep_s:.0f} с."
        )
        return [Finding(ok=False, text=text)]
    found = await check_events(portal, heard, zone) if heard else []
    return found or [Finding(ok=True, text="Токен исходящего вебхука задан: события принимаются.")]


def _fields(directory: Directory) -> list[Finding]:
    missing = [field.label for key, field in directory.made.items() if key not in directory.fields.names]
    if missing:
        names = ", ".join(f"«{label}»" for label in missing)
        return [Finding(ok=False, text=f"В сделке нет полей {names}. Выполните: dealbus setup.")]
    found = [Finding(ok=True, text="Все поля обмена в сделке есть.")]
    return [
        *found,
        *(of_other_type(directory.fields, key) for key in directory.fields.types),
        *check_lists(directory.fields),
        *_empty(directory.fields),
    ]


def _empty(fields: DealFields) -> list[Finding]:
    """Report the deal's list fields that 1C has not filled: normal before the first start, later a missing right."""
    empty = ", ".join(
        f"«{USER_FIELDS[key].label}»" for key in FROM_ONEC if key in fields.lists and not fields.lists[key].options
    )
    text = (
        f"Списки пока пусты: {empty}. Обмен заполнит их из 1С за пять минут после запуска тем, что там есть; если в "
        "1С есть, а в списке нет, дайте сотруднику вебхука права администратора CRM."
    )
    return [Finding(ok=True, text=text)] if empty else []


def of_other_type(fields: DealFields, key: FieldKey) -> Finding:
    """Return the finding of `check`, and of `setup`, about a deal's field of another type than is made today."""
    field, type_ = USER_FIELDS[key], fields.types[key]
    works = type_ == field.earlier
    text = (
        f"Поле «{field.label}» имеет тип «{TYPES.get(type_, type_)}», теперь заводится «{TYPES[field.type]}». "
        f"{'Обмен работает и так. Чтобы сменить' if works else 'С таким обмен не работает. Чтобы исправить'}: "
        "удалите поле в настройках сделки (его значения в сделках пропадут) и выполните dealbus setup."
    )
    return Finding(ok=works, text=text)


def _templates(directory: Directory) -> list[Finding]:
    """Check the portal's templates of requisites, which say what a client is."""
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
