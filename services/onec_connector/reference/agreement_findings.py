"""`check`: the agreements that the rules name, and which ones 1C uses at all."""

from collections.abc import Collection
from datetime import date

from services.onec_connector.base.client import Base
from services.onec_connector.profile.reading import AgreementKinds
from services.onec_connector.reference.agreements import may_be_offered, typical_agreements, words_for
from services.onec_connector.reference.name_findings import check_named
from shared.process.findings import Finding


async def check_agreements(
    base: Base, words: Collection[str], kinds: AgreementKinds | None, today: date
) -> list[Finding]:
    """Look for the agreements that the rules name among the typical ones that any client may have today.

    Args:
        base: of 1C.
        words: names or numbers; empty ones are none.
        kinds: of agreements that 1C uses; None: it works without them.
        today: by the rules' clock.
    """
    named = set(words) - {""}
    if kinds is None:
        return [_unused(named)]
    if not kinds.typical:
        return [_individual_only(named)]
    every = await typical_agreements(base)
    usable = [row for row in every if may_be_offered(row, today, kinds)]
    findings = check_named("Соглашение", named, words_for(usable), words_for(every))
    return findings if kinds.individual else [_typical_only(named), *findings]


def _unused(named: Collection[str]) -> Finding:
    text = "Соглашения с клиентами в 1С выключены: заказ создаётся без соглашения"
    if named:
        text += f". Уберите из agreements файла правил {', '.join(f'«{one}»' for one in sorted(named))}."
    return Finding(ok=not named, text=text)


def _individual_only(named: Collection[str]) -> Finding:
    text = "В 1С включены только индивидуальные соглашения: заказ получает действующее соглашение своего клиента"
    if named:
        text += f". Типовые ({', '.join(f'«{one}»' for one in sorted(named))}) уберите из agreements файла правил."
    return Finding(ok=not named, text=text)


def _typical_only(named: Collection[str]) -> Finding:
    text = "В 1С включены только типовые соглашения: заказ получает выбранное в сделке, иначе названное в правилах"
    if not named:
        text += ". В правилах не названо ни одного: назовите его в agreements, иначе сделка без выбора ждёт."
    return Finding(ok=bool(named), text=text)
