"""Finds pairs that an earlier release let a person type wrong, for `dealbus check`: nobody reads them."""

import shlex
from typing import Any, Final

from services.console.settings import ConsoleSettings
from shared.messages.identity import form_of, is_pair
from shared.messages.pairs import BY_HAND, ONEC_KINDS, half_keys
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.pairs import Pairs

_SHOWN: Final = 20


async def listed(settings: ConsoleSettings) -> list[Finding]:
    """List pairs with an id that no record can have as findings for `dealbus check`, each with its remedy.

    Raises:
        StoreUnavailableError: the database cannot be used.
    """
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        found = Pairs(database).documents.find({"$or": [_misspelt(kind) for kind in BY_HAND]}).sort("_id", 1)
        return [_finding(one["kind"], one["b24"], one["onec"]) async for one in found.limit(_SHOWN)]


def _misspelt(kind: str) -> dict[str, Any]:
    """Return the query for pairs of one kind whose id in either system no record can have."""
    forms = {"b24": form_of("b24", kind), "onec": form_of("onec", ONEC_KINDS[kind])}
    wrong = [{side: {"$not": {"$regex": f"^(?:{form.pattern})$"}}} for side, form in forms.items()]
    return {"kind": kind, "b24": {"$gt": ""}, "onec": {"$gt": ""}, "$or": wrong}


def _finding(kind: str, b24: str, onec: str) -> Finding:
    ours, theirs = half_keys(kind, b24, onec)
    sound = ours if is_pair(kind, b24, None) else theirs
    text = (
        f"Связь «{ours}» и «{theirs}» записана с ошибкой, такого номера или GUID не бывает: обмен её не читает и ищет "
        f"пару сам. Разделите: dealbus match separate {shlex.quote(sound)}, затем свяжите верные: dealbus match couple."
    )
    return Finding(ok=False, text=text)
