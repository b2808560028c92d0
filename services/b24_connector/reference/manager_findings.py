"""`check`: whether the employees whom the rules name work in the portal, and who does."""

from collections.abc import Sequence

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows
from services.b24_connector.reference.directory import Directory
from services.b24_connector.sentences import quoted
from services.b24_connector.vocabulary.parties import read_manager
from shared.messages.things import Manager
from shared.process.findings import Finding
from shared.rules import Rules
from shared.rules.candidates import candidates


async def check_managers(portal: Portal, directory: Directory, rules: Rules) -> list[Finding]:
    """Report which employees of the rules the portal lacks, with the names there are, and who has left."""
    named = {pair.b24: "managers" for pair in rules.managers}
    if rules.manager_default.b24:
        named.setdefault(rules.manager_default.b24, "manager_default")
    findings, active = [], list[Manager]()
    for email, place in named.items():
        user = await directory.user_by_email(email)
        if user is None:
            active = active or await read_employees(portal)
            findings.append(Finding(ok=False, text=_nobody(email, place, active)))
        elif not user.active:
            text = f"Сотрудник {user.name} ({email}) уволен. Назовите в файле правил другого."
            findings.append(Finding(ok=False, text=text))
    return findings or [Finding(ok=True, text="Сотрудники из файла правил в портале есть.")]


def _nobody(email: str, place: str, active: Sequence[Manager]) -> str:
    """Say why an e-mail of the rules means none of the employees who work in the portal."""
    several = [one.name for one in active if one.email == email.strip().lower()]
    if several:
        return (
            f"E-mail {email} на портале у нескольких сотрудников: {quoted(several)}, и обмен не угадывает, о ком речь. "
            f"Оставьте его одному или назовите в {place} файла правил другого."
        )
    there = candidates(email, [one.email for one in active])
    return f"В портале нет сотрудника {email}, {there}. Исправьте {place} в файле правил."


async def read_employees(portal: Portal) -> list[Manager]:
    """Read the employees who work in the portal, picked here as `PortalUsers.at_work` does.

    Raises:
        Retryable: the portal does not answer.
        PortalRefusal: the webhook lacks a right.
    """
    rows = await portal.pages("user.get", {}, rows=plain_rows)
    return [one for one in map(read_manager, rows) if one.active]
