"""Carries out a load: hints for each record, one direction after another, while their pairs are followed.

The services do the work, so ending this command ends nothing, and running it again goes on with what is left.
"""

import asyncio
from collections.abc import Callable, Sequence

from services.console.load.linking import link
from services.console.load.pace import LoadPace
from services.console.load.plan import TODO, Plan, weighed
from services.console.piping import LoadError, UnansweredError
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.bus.errors import Retryable
from shared.store.connection import connect
from shared.store.pairs import Pairs

_CHUNK = 200
LOOK_S = 5.0
WEIGH_S = 30.0
STALL_S = 900.0


async def load(settings: ConsoleSettings, name: str, plans: Sequence[Plan], tell: Callable[[str], None]) -> None:
    """Have the records of a load's plan carried over, one direction after another, and report progress.

    Raises:
        LoadError: nothing has come for a quarter of an hour.
        Retryable: broker or database is away; run it again.
    """
    stalled: LoadError | None = None
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        pairs = Pairs(database)
        for number, plan in enumerate(plans):
            if plan.way.linked:
                async with Bus.connect(settings.amqp_url, service="console") as bus:
                    await link(plan, tell, bus.publish)
                continue
            await _touch(settings, plan, await _left(pairs, plan) if number else plan.todo())
            try:
                await _follow(pairs, plan, name, tell)
            except LoadError as error:  # one record that nobody can make must not keep back the other direction
                tell(str(error))
                stalled = error
    if stalled is not None:
        raise stalled


async def _left(pairs: Pairs, plan: Plan) -> list[str]:
    """Return the keys that are still to be loaded: what the load's direction before has paired is done."""
    done = await _done(pairs, plan)
    return [key for key in plan.todo() if key not in done]


async def _done(pairs: Pairs, plan: Plan) -> set[str]:
    """Return the keys of a plan's awaited records that are loaded."""
    if plan.way.paired is None:
        return set(plan.awaited()) - {one["key"] for one in await weighed(plan) if one["would"] in TODO}
    kind, of_pair, half = plan.way.paired
    ids = [key.partition(":")[2] for key in plan.awaited()]
    return {f"{kind}:{one}" for one in await pairs.paired(of_pair, half, ids)}


async def _touch(settings: ConsoleSettings, plan: Plan, keys: Sequence[str]) -> None:
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        hints = [hint for key in keys if (hint := plan.way.hint(key)) is not None]
        for start in range(0, len(hints), _CHUNK):
            await bus.publish(*hints[start : start + _CHUNK])


async def _follow(pairs: Pairs, plan: Plan, name: str, tell: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    pace = LoadPace(len(plan.awaited()), began=loop.time(), stroke=plan.way.stroke)
    while pace.left:
        try:
            pace.note(loop.time(), len(await _done(pairs, plan)))
        except (Retryable, UnansweredError) as error:
            tell(str(error))
        if pace.left and pace.still_s(loop.time()) > STALL_S:
            raise LoadError(
                f"За 15 минут ничего не перенесено, осталось {pace.left}. Посмотрите dealbus check, dealbus dead list, "
                f"dealbus match list; запустите dealbus load {name} снова, чтобы продолжить."
            )
        tell(pace.told(loop.time()))
        if pace.left:
            await asyncio.sleep(LOOK_S if plan.way.paired else WEIGH_S)
