"""Answers with a sentence and 503 when what a web page needs is away: broker, database or a service."""

import structlog
import typer
from starlette.requests import Request
from starlette.responses import Response

from services.console.reconcile.following import ReconcileError
from services.console.web.drawing import Drawing
from services.console.web.entrance import WriteAnswer
from shared.bus.errors import Retryable, TopologyError
from shared.rules import RulesError
from shared.store.errors import StoreUnavailableError

log = structlog.get_logger()


def answering(page: WriteAnswer, drawing: Drawing) -> WriteAnswer:
    """Wrap a web page so that it names what does not answer, with 503, instead of failing."""

    async def answer(request: Request) -> Response:
        try:
            return await page(request)
        except (TopologyError, Retryable, StoreUnavailableError, ReconcileError, RulesError) as error:
            why = str(error)
        except typer.Exit:
            why = ""  # the service has said so where this program's log goes
        log.warning("a page could not be gathered", page=request.url.path, why=why)
        return drawing.page(request, "away", 503, why=why)

    return answer
