"""Answers the console how far the latest reconciliation is, and what differs between both sides."""

from typing import Any, Final

from services.reconciler.differences import EDITED_AS, GROUPS
from services.reconciler.findings import KnownDifference
from services.reconciler.looking import Memory
from services.reconciler.runs import OVER, Run
from services.reconciler.sentences import caption, turn
from shared.messages.things import System

MOST: Final = 200
"""Differences that `first` tells."""


async def state(memory: Memory) -> dict[str, Any]:
    """Return the latest reconciliation as JSON: `run`, None if there was none, and `differences`, by pair.

    In `done` is the latest that came to its end. A difference names the `run` that has found it last: what that one has
    not looked at is known from an earlier one.
    """
    run, done = await memory.runs.latest_and_done()
    return {
        "run": _shown_run(run) | await _counted(memory, run) if run else None,
        "done": _shown_run(done) if done else None,
        "differences": [_shown(one) for one in await memory.findings.all()],
    }


async def summary(memory: Memory) -> dict[str, Any]:
    """Return the latest reconciliation as JSON: `run` and `done` as in `state`, in `differing` how many count.

    Of a reconciliation that is over `run` does not say how many records of each side it has counted.
    """
    run, done = await memory.runs.latest_and_done()
    shown = {} if run is None or run.step in OVER else await _counted(memory, run)
    return {
        "run": _shown_run(run) | shown if run else None,
        "done": _shown_run(done) if done else None,
        "differing": await memory.findings.count(),
    }


async def first(memory: Memory) -> dict[str, Any]:
    """Return the latest reconciliation as JSON: as `state`, with the first differences that count alone.

    In `totals`, of the latest that came to its end: `differences` that count, `pairs` in which they are, and pairs that
    are apart, `moving` and `standing`; in `earlier` how many count that it has not looked at.
    """
    run, done = await memory.runs.latest_and_done()
    totals = await memory.findings.totals(done.name if done else "")
    differences, pairs = totals[""]
    return {
        "run": _shown_run(run) | await _counted(memory, run) if run else None,
        "differences": [_shown(one) for one in await memory.findings.first(MOST)],
        "totals": {
            "differences": differences,
            "pairs": pairs,
            "moving": totals["moving"][1],
            "standing": totals["standing"][1],
            "earlier": max(await memory.findings.count() - differences, 0),
        },
    }


def _shown_run(run: Run) -> dict[str, Any]:
    return {
        "name": run.name,
        "step": run.step,
        "since": run.since.isoformat(),
        "began": run.began_at.isoformat(),
        "moved": run.moved_at.isoformat(),
        "listed": sum(told.get("1", 0) for told in run.listed.values()),
        "subjects": list(run.subjects),
        "result": dict(run.result),
    }


async def _counted(memory: Memory, run: Run) -> dict[str, int]:
    counts = await memory.columns.counts(run.name, 1)
    return {"deals": counts["b24"], "orders": counts["onec"]}


def _shown(one: KnownDifference) -> dict[str, Any]:
    group = one.difference.group or GROUPS.get(one.difference.what)
    return {
        "group": group,
        "edited": {side: numbers.get(_edited_as(group, side), 0) for side, numbers in one.edited.items()},
        "compared_at": int(one.compared_at.timestamp() * 1000) if one.compared_at else 0,
        "deal_id": one.deal_id,
        "order_id": one.order_id,
        "key": one.key,
        "run": one.run,
        "subject": one.subject,
        "sides": list(one.sides),
        "deal": one.deal_id,
        "order": one.order_number,
        "deal_url": one.deal_url,
        "order_url": one.order_url,
        "what": one.difference.what,
        "caption": caption(one.difference),
        "in_deal": one.difference.deal,
        "in_order": one.difference.order,
        "since": one.since.isoformat(),
        "turn": turn(one.difference, one.sides, one.subject),
        "apart": one.apart,
        "note": one.note,
    }


def _edited_as(group: str | None, side: System) -> str:
    return EDITED_AS.get((group, side), group) if group else ""
