"""`python -m services.onec_connector check`: whether a base fits the rules file, as a list for the administrator."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError
from services.onec_connector.base.query import Query, text
from services.onec_connector.objects import agreement, standard
from services.onec_connector.profile.reading import Profile, UnfitBaseError, read_profile
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.items import ItemCatalogue
from shared.bus.errors import Permanent, Retryable
from shared.rules import Rules
from shared.rules.model import Choice


@dataclass(slots=True)
class Findings:
    """What was looked at, and what is wrong."""

    lines: list[str] = field(default_factory=list)
    bad: int = 0

    def note(self, *, good: bool, words: str) -> None:
        """Add a line."""
        self.lines.append(f"{'✔' if good else '✘'} {words}")
        self.bad += not good


async def check(base: Base, rules: Rules) -> int:
    """Print the list; 0 when all is well, else 1."""
    findings = await examine(base, rules)
    for line in findings.lines:
        print(line)  # noqa: T201 - a command for people
    return 1 if findings.bad else 0


async def examine(base: Base, rules: Rules) -> Findings:
    """Compare a base with the rules file; nothing is written."""
    findings = Findings()
    try:
        profile = await read_profile(base)
    except UnfitBaseError as error:
        for line in str(error).splitlines():
            findings.note(good=False, words=line)
        return findings
    except BaseBarredError:
        words = "1С не пускает пользователя шины: проверьте имя, пароль, роль УдаленныйДоступOData и права"
        findings.note(good=False, words=words)
        return findings
    except (Retryable, Permanent) as error:
        findings.note(good=False, words=f"1С не отвечает ({error}). Проверьте адрес, пользователя и публикацию OData.")
        return findings
    findings.note(good=True, words="1С отвечает, все нужные объекты опубликованы")
    _switches(findings, profile)
    await _names(findings, base, rules)
    return findings


def _switches(findings: Findings, profile: Profile) -> None:
    for name in profile.unpublished:
        findings.note(good=True, words=f"{name} не опубликована: принято обычное значение")
    if profile.approval:
        findings.note(good=True, words="Заказы согласуются: новые заказы будут ждать согласования, менеджеру скажут")


async def _names(findings: Findings, base: Base, rules: Rules) -> None:
    dictionaries = Dictionaries(base)
    known = {one.inn for one in (await dictionaries.organisations()).values() if one.usable}
    wanted = {*rules.organisations.by_value.values(), *rules.organisations.by_pipeline.values()}
    _each(findings, "Организация с ИНН", wanted | {rules.organisations.default or ""}, known)
    warehouses = {one.name for one in (await dictionaries.warehouses()).values() if one.usable}
    _each(findings, "Склад", _choices(rules.warehouses), warehouses)
    users = [one for one in (await dictionaries.users()).values() if one.active]
    people = {pair.onec for pair in rules.managers} | {rules.manager_default.onec or ""}
    _each(
        findings, "Пользователь", people, {one.name for one in users} | {mail for one in users for mail in one.emails}
    )
    _each(findings, "Соглашение", _choices(rules.agreements), await _agreements(base))
    if rules.free_text_item:
        found = await ItemCatalogue(base).by_article([rules.free_text_item])
        names = found.get(rules.free_text_item) or await ItemCatalogue(base).by_name(rules.free_text_item)
        _each(
            findings, "Услуга для строк без товара", {rules.free_text_item}, {rules.free_text_item} if names else set()
        )
    rates = set((await dictionaries.vat_rates()).by_guid.values())
    findings.note(good=None in rates, words="Ставка «Без НДС» есть в справочнике ставок")


async def _agreements(base: Base) -> set[str]:
    active = f"{agreement.STATUS} eq {text(agreement.ACTIVE)} and {standard.MARKED} eq false"
    query = Query(
        f"{agreement.TYPICAL} eq true and {active}",
        (standard.DESCRIPTION, agreement.NUMBER),
    )
    rows = await base.listing(agreement.SET, query)
    return {str(row[name]).strip() for row in rows for name in (standard.DESCRIPTION, agreement.NUMBER)}


def _choices(choice: Choice) -> set[str]:
    return {*choice.by_organisation.values(), *choice.by_pipeline.values(), choice.default or ""}


def _each(findings: Findings, what: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    there = set(known)
    for name in sorted(set(wanted) - {""}):
        good = name in there
        tail = "есть в 1С" if good else "из правил обмена нет в 1С: исправьте правила или заведите в 1С"
        findings.note(good=good, words=f"{what} «{name}» {tail}")
