"""`check`: the contracts that the rules name, looked for in 1C by number or name."""

from collections.abc import Collection

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, text
from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import standard
from shared.process.findings import Finding


async def check_contracts(base: Base, words: Collection[str]) -> list[Finding]:
    """Report for `check` words of the rules by which no client of 1C has a contract; each may have one so named.

    Args:
        base: of 1C.
        words: names or numbers; empty ones are none.
    """
    return [await _one(base, word) for word in sorted(set(words) - {""})]


async def _one(base: Base, word: str) -> Finding:
    said = text(word.strip().lstrip("№").strip())
    called = f"{standard.DESCRIPTION} eq {said} or {names.CONTRACT_NUMBER} eq {said}"
    query = Query(f"({called}) and {standard.MARKED} eq false", (standard.REF,), top=1)
    if await base.listing(names.CONTRACTS, query):
        return Finding(ok=True, text=f"Договоры «{word}» в 1С есть")
    lost = (
        f"Договора «{word}» из правил обмена нет в 1С ни у одного клиента, ни по номеру, ни по наименованию. Исправьте "
        "contracts в файле правил."
    )
    return Finding(ok=False, text=lost)
