"""Finds the pairs, deals and orders that a number, an INN or a part of a title may mean."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import typer

from services.console.keys import is_number
from services.console.surroundings import B24, MAPPER, ONEC, answered, is_given
from services.console.trace.tracing import Trace


async def pairs_called(words: str) -> list[dict[str, Any]]:
    """List for `dealbus trace` the pairs, deals and orders that a number, an INN or a part of a title may mean.

    A deal whose order is not wanted yet is in no pair: the portal is asked for it where this machine may, unless the
    words are a number or an INN that a pair has. Of words with a digit that no pair has, 1C is asked likewise.

    Raises:
        typer.Exit: the mapper could not be asked, and has said why.
    """
    pairs: list[dict[str, Any]] = await answered(MAPPER, "find", words) or []
    if any(_has_number(pair, words) for pair in pairs):
        return pairs
    asked = [(B24, "titled")] if is_given("DEALBUS_B24_WEBHOOK") else []
    if not pairs and is_given("DEALBUS_ONEC_URL") and any(map(str.isdigit, words)):
        asked.append((ONEC, "numbered"))
    paired = {pair.get("b24") for pair in pairs}
    for side, question in asked:
        with suppress(typer.Exit):  # it has said why: a system that is away hides no pair
            pairs += [one for one in await answered(side, "ask", question, words) if one["b24"] not in paired]
    return pairs


def _has_number(pair: Mapping[str, Any], words: str) -> bool:
    """Tell whether the typed words are a pair's number or INN, which no deal outside the pairs can mean as well."""
    about = pair.get("about") or {}
    return is_number(words) or words in {about.get("number"), about.get("inn")}


def told_called(words: str, pairs: Sequence[Mapping[str, Any]]) -> str:
    """List the pairs that typed words may mean, each with the `dealbus trace` command that shows it."""
    if not pairs:
        return f"«{words}» не найдено: назовите сделку deal:41, номер заказа, ИНН или часть названия."
    heads = [Trace(str(pair["_id"]), pair, {}, []).head() for pair in pairs]
    return "\n".join([*heads, f"Подходит несколько, выберите: dealbus trace {pairs[0]['_id']}"])
