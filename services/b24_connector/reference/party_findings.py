"""`check`: what companies and contacts of the portal need to cross: templates, the field for the head, events."""

from collections.abc import Sequence

from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.names import HEAD_FIELD
from shared.process.findings import Finding
from shared.rules import Rules

_NEEDED_PRESETS = {"company": "организация", "sole_trader": "ИП"}


def check_parties(directory: Directory, rules: Rules, sweep_s: float) -> Sequence[Finding]:
    """Report for `check` what clients of orders need in the portal, and companies and contacts, if they cross.

    Args:
        directory: templates of requisites.
        rules: whether they cross.
        sweep_s: seconds between two sweeps.
    """
    lacking = _templates(directory)
    return [*lacking, *(() if lacking else _companies(directory, rules, sweep_s)), *_contacts(rules, sweep_s)]


def _templates(directory: Directory) -> Sequence[Finding]:
    """Report templates of Russia's that the portal lacks: a client of an order needs one, whatever else crosses."""
    kinds = {one.kind for one in directory.presets if one.is_active and not one.country}
    if missing := [name for kind, name in _NEEDED_PRESETS.items() if kind not in kinds]:
        text = f"В портале нет действующего российского шаблона реквизитов для вида: {', '.join(missing)}."
        remedy = "Верните его в настройках CRM, включите или заведите: без шаблона таких клиентов 1С обмен не заводит."
        return [Finding(ok=False, text=f"{text} {remedy}")]
    return []


def _companies(directory: Directory, rules: Rules, sweep_s: float) -> Sequence[Finding]:
    if not rules.directory.companies.enabled:
        return []
    if directory.has_heads and directory.head_flaw:
        return [head_of_no_use(directory.head_flaw)]
    if directory.has_heads and not directory.head_field:
        text = (
            f"У компаний портала нет поля «{HEAD_FIELD.label}» (привязка к одной компании CRM): головные "
            "партнёры 1С не переносятся. Выполните: dealbus setup."
        )
        return [Finding(ok=False, text=text)]
    text = (
        "Компании и партнёры переносятся. Отметьте в исходящем вебхуке события компаний, реквизитов, банковских "
        f"реквизитов и адресов: без них изменения находит обход раз в {sweep_s:.0f} с, адреса не находит."
    )
    return [Finding(ok=True, text=text)]


def head_of_no_use(flaw: str) -> Finding:
    """Say what to do about a company's field for its head that links to no single company: its type stays."""
    text = (
        f"Поле компании «{HEAD_FIELD.label}» {flaw}, а нужна привязка к одной компании CRM: головные партнёры 1С не "
        "переносятся. Чтобы исправить: удалите поле в настройках компании (его значения пропадут) и выполните "
        "dealbus setup."
    )
    return Finding(ok=False, text=text)


def _contacts(rules: Rules, sweep_s: float) -> Sequence[Finding]:
    """Report missing events for contacts of the portal: who works in a company is changed in its card too."""
    contacts = rules.directory.contacts
    if not contacts.enabled:
        return []
    if not contacts.reaches("onec"):
        return [Finding(ok=True, text="Контактные лица 1С переносятся в контакты компаний портала.")]
    text = (
        "Контакты компаний переносятся. Отметьте в исходящем вебхуке события контактов и компаний: без них изменения "
        f"находит обход раз в {sweep_s:.0f} с, а состав контактов, изменённый в карточке компании, не находит."
    )
    return [Finding(ok=True, text=text)]
