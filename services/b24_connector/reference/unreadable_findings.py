"""`check`: which deals and cards of clients the exchange could not read when it looked at them last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.company import company_store, private_store
from services.b24_connector.memory.contact import contact_store
from services.b24_connector.memory.deal import deal_store
from services.b24_connector.memory.unreadable import UNREADABLE, noted_ref
from shared.messages.things import Ref
from shared.process.findings import Finding
from shared.store import EntityStore

SHOWN = 20
READ = 1000
"""Records of each kind that are read from the database: a portal may have closed a whole pipeline to us."""
_NAMES = {"deal": "сделка", "company": "компания", "contact": "контакт"}


@dataclass(frozen=True, slots=True)
class UnreadableFound:
    """A record of the portal that could not be read.

    Args:
        ref: of it.
        hidden: which record the webhook's user may not read, in Russian, «компания 9»; empty: another reason.
        why: in the portal's words, or ours.
        since: when that was found.
    """

    ref: Ref
    hidden: str
    why: str
    since: datetime


async def unreadable_records(database: AsyncDatabase[dict[str, Any]]) -> list[UnreadableFound]:
    """Return the deals, companies and contacts that could not be read, up to 1000 of each kind.

    Raises:
        StoreUnavailableError: the database cannot be used.
    """
    stores: Sequence[tuple[str, EntityStore[Any]]] = (
        ("deal", deal_store(database)),
        ("company", company_store(database)),
        ("contact", private_store(database)),
        ("contact", contact_store(database)),
    )
    found = []
    for kind, store in stores:
        async for entity in store.listing(UNREADABLE, limit=READ):
            noted = entity.fields["unreadable"]
            found.append(UnreadableFound(noted_ref(entity, kind), noted["record"], noted["why"], noted["since"]))
    return found


def check_unreadable(found: Sequence[UnreadableFound]) -> list[Finding]:
    """Name the records that the webhook's user may not read in one finding, and each other one in its own.

    Args:
        found: in the database.
    """
    hidden = [one for one in found if one.hidden]
    others = [one for one in found if not one.hidden]
    findings = [_hidden(hidden)] if hidden else []
    findings += [_other(one) for one in others[:SHOWN]]
    if len(others) > SHOWN:
        findings.append(Finding(ok=False, text=f"Записей портала, которые не прочесть, ещё {len(others) - SHOWN}."))
    return findings


def _hidden(found: Sequence[UnreadableFound]) -> Finding:
    records = list(dict.fromkeys(one.hidden for one in found))
    more = f" и ещё {len(records) - SHOWN}" if len(records) > SHOWN else ""
    text = (
        f"Портал не показывает сотруднику вебхука: {', '.join(records[:SHOWN])}{more}. Обмен этих записей, и сделок с "
        "ними, стоит. Дайте ему право читать все сделки, компании и контакты: обмен перечитает их сам в течение часа"
    )
    return Finding(ok=False, text=f"{text}, сразу: dealbus retry {found[0].ref.key}.")


def _other(one: UnreadableFound) -> Finding:
    named = f"{_NAMES.get(one.ref.kind, one.ref.kind)} {one.ref.id}"
    text = f"Не прочесть с портала: {named} ({one.why}). Исправьте запись: обмен пробует раз в час"
    return Finding(ok=False, text=f"{text}, сразу: dealbus retry {one.ref.key}.")
