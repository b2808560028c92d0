"""Composition root of the mapper: its lanes; or the console's `trace`, `find`, `state`, `forget`, `ask …`.

With `trace deal:41`: one pair as JSON; with `find ТД00-000017`: which pairs that may be, by whole numbers
alone with `exactly` behind it; with `state`: what stands;
with `forget`: a person is forgotten; with `ask`: what facts would become; with `ask foresee`: the same of decisions;
with `ask linked`: which deals have which orders; with `ask match` and `ask link`: which old deals and orders are one,
and linking them.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.mapper import metrics
from services.mapper.ask import answer, answer_for_twins, tell_linked
from services.mapper.doubtful import wake_doubtful_on
from services.mapper.foreseeing import foresee
from services.mapper.handlers.census import CensusMapper
from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.handlers.directory_census import DirectoryCensusMapper
from services.mapper.handlers.orders import Mapper
from services.mapper.handlers.products import DirectoryMapper
from services.mapper.history import recorded
from services.mapper.lacking import wake_late_on
from services.mapper.links import Links
from services.mapper.names import Names
from services.mapper.old.asking import link, match
from services.mapper.settings import MapperSettings
from services.mapper.standing import state
from services.mapper.vocabulary import Vocabulary
from shared.bus.bus import Bus
from shared.bus.lane import Lane
from shared.bus.topology import check_topology
from shared.observe.logging import configure_logging
from shared.process.asking import asked_for_answers
from shared.process.counting import count_on
from shared.process.forgetting import COMMAND as FORGET
from shared.process.forgetting import answer_forget
from shared.process.http import create_app, serve
from shared.process.lanes import noting_lanes
from shared.process.running import run, run_until_stopped
from shared.rules import RulesError, load_rules
from shared.store.backups import last_backup
from shared.store.connection import connect
from shared.store.errors import StoreUnavailableError
from shared.store.history import History

SERVICE = "mapper"
ORDERS, DIRECTORY = "mapper.orders", "mapper.directory"
CENSUS = "mapper.census"
FOUND_ALONE = timedelta(seconds=10)
DIRECTORY_PREFETCH = 2  # a load of the catalogue is to leave the database to the orders


def lanes(links: Links, words: Vocabulary, names: Names, history: History) -> tuple[Lane, ...]:
    """Return the mapper's lanes `orders`, `directory` and `census` with the handlers of their messages."""
    products = words.rules.directory.products
    directory = DirectoryMapper(links, products.article_property or "", products.barcode_property or "")
    companies = CompanyMapper(links, words, FOUND_ALONE)
    contacts = ContactMapper(links, words)
    handlers = (*directory.handlers(), *companies.handlers(), *contacts.handlers())
    counting = (
        *CensusMapper(links, words).handlers(),
        *DirectoryCensusMapper(directory, companies, contacts).handlers(),
    )
    return (
        Lane(group=ORDERS, handlers=recorded(Mapper(links, words).handlers(), names, history)),
        Lane(group=DIRECTORY, handlers=handlers, prefetch=DIRECTORY_PREFETCH),
        Lane(group=CENSUS, handlers=counting, prefetch=DIRECTORY_PREFETCH),
    )


async def serve_messages() -> None:
    """Serve the mapper's lanes until told to stop."""
    settings = MapperSettings.load()
    configure_logging(SERVICE, settings.log_level)
    words = Vocabulary(load_rules(settings.rules))
    await check_topology(settings.amqp_url)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        history, names = History(database, "mapper", settings.history_days), Names(database)
        await links.prepare()
        await names.prepare()
        await history.prepare()
        async with (
            Bus.connect(settings.amqp_url, service=SERVICE) as bus,
            bus.serve(*lanes(links, words, names, history)) as served,
        ):

            async def ready() -> list[str]:
                return served.troubles

            app = create_app(ready=ready)
            noted = await noting_lanes(database, SERVICE, lambda: served)
            await run_until_stopped(
                serve(app, host=settings.http_host, port=settings.http_port),
                count_on(lambda: _count(links, database), noted),
                wake_late_on(links.lacking, bus.publish),
                wake_doubtful_on(links.doubts, bus.publish),
            )


async def _count(links: Links, database: AsyncDatabase[dict[str, Any]]) -> None:
    metrics.standing(await links.refusals.count("onec"), await links.refusals.count("b24"))
    metrics.backed_up(await last_backup(database))


async def ask() -> None:
    """Answer the console's `ask` to the mapper: facts become the commands they would lead to; or match old records."""
    asked_for_answers()
    settings = MapperSettings.load()
    configure_logging(SERVICE, settings.log_level)
    words = Vocabulary(load_rules(settings.rules))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        links = Links(database)
        if sys.argv[2:3] == ["match"]:
            await match(links, "b24" if sys.argv[3:] == ["deals"] else "onec")
        elif sys.argv[2:3] == ["twins"]:
            await answer_for_twins(links)
        elif sys.argv[2:3] == ["link"]:
            await link(links)
        elif sys.argv[2:3] == ["linked"]:
            await tell_linked(links, sys.argv[3:])
        elif sys.argv[2:3] == ["foresee"]:
            await foresee(links, words, by=SERVICE)
        else:
            lane = lanes(links, words, Names(database), History(database, "mapper", 0))[1]
            await answer(lane, CompanyMapper(links, words, FOUND_ALONE), ContactMapper(links, words))


async def trace(key: str) -> None:
    """Print a pair for `dealbus trace`, by birth key, deal or order, with its history and the customer's time zone."""
    settings = MapperSettings.load()
    zone = str(load_rules(settings.rules).timezone)
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        pair = await Links(database).look_up(key)
        history = await History(database, "mapper", 0).of(str(pair["_id"]) if pair else key)
        found = {"pair": pair, "history": history, "timezone": zone}
        print(json.dumps(found, ensure_ascii=False, default=str))  # noqa: T201 - this is a command


async def find(words: str, *, exactly: bool) -> None:
    """Print for `dealbus trace` the pairs that a number, an INN or a part of a title may mean, the newest first.

    Args:
        words: that they say.
        exactly: no parts, for which all pairs would be looked through.
    """
    settings = MapperSettings.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        found = await Names(database).called(words, exactly=exactly)
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201 - this is a command


async def tell_state() -> None:
    """Run the mapper for the console alone: print whether the systems answer, and whose orders are refused."""
    settings = MapperSettings.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        print(json.dumps(await state(Links(database)), ensure_ascii=False))  # noqa: T201 - this is a command


def main() -> None:
    """Run the mapper, or answer the console."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["ask"]:
        run(ask, refusals=(RulesError, StoreUnavailableError))
    if arguments == [FORGET]:
        run(lambda: answer_forget(SERVICE), refusals=(StoreUnavailableError,))
    if arguments == ["state"]:
        run(tell_state, refusals=(RulesError, StoreUnavailableError))
    if arguments[:1] == ["find"]:
        run(
            lambda: find(arguments[1], exactly=arguments[2:] == ["exactly"]),
            refusals=(RulesError, StoreUnavailableError),
        )
    work = (lambda: trace(arguments[1])) if arguments[:1] == ["trace"] else serve_messages
    run(work, refusals=(RulesError, StoreUnavailableError))


if __name__ == "__main__":
    main()
