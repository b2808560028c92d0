"""The boards' web pages and what their buttons do, drawn from templates without a build step."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.boards import words
from sandbox.boards.deals import Deals
from sandbox.boards.orders import ACTS, Orders
from sandbox.boards.sides import NotDoneError, Side

_HERE = Path(__file__).parent
_OURS = ["127.0.0.1", "localhost"]
_SAFE = {"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"}

Page = Callable[[Request], Awaitable[Response]]


class Pages:
    """The endpoints of the boards' pages of deals and orders.

    Args:
        addresses: what the stack has told of itself.
    """

    def __init__(self, addresses: Mapping[str, Any]) -> None:
        self._addresses = addresses
        self._portal, self._base = (Side.at(addresses[name]["control"]) for name in ("portal", "base"))
        self._deals, self._orders = Deals(self._portal), Orders(self._base)
        self._templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())
        self._templates.filters |= {
            name: getattr(words, name) for name in ("money", "number", "spaced", "moment", "order_page")
        }

    def routes(self) -> list[Route]:
        """Return the addresses of the boards' pages and of what posts to them."""
        return [
            Route("/", _page(self.front)),
            Route("/deals", _page(self.board)),
            Route("/deals", _page(self.new_deal), methods=["POST"]),
            Route("/deals/{id:int}", _page(self.deal)),
            Route("/deals/{id:int}/{act}", _page(self.act_on_deal), methods=["POST"]),
            Route("/orders", _page(self.orders)),
            Route("/orders", _page(self.new_order), methods=["POST"]),
            Route("/orders/{guid:uuid}", _page(self.order)),
            Route("/orders/{guid:uuid}/{act}", _page(self.act_on_order), methods=["POST"]),
        ]

    def show(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Draw a page of the boards."""
        drawn = self._templates.get_template(name).render(**values)
        return HTMLResponse(drawn, status, headers=_SAFE)

    async def front(self, _: Request) -> Response:
        """Show the first page of the boards: what runs, where it is, what to try."""
        return self.show("front.html", here="front", addresses=self._addresses)

    async def board(self, request: Request) -> Response:
        """Show the board of deals, a column a stage."""
        pipeline = int(request.query_params.get("pipeline") or 0)
        return self.show("deals.html", here="deals", **await self._deals.board(pipeline))

    async def deal(self, request: Request) -> Response:
        """Show the card of a deal on the boards."""
        return self.show("deal.html", here="deals", **await self._deals.card(request.path_params["id"]))

    async def new_deal(self, request: Request) -> Response:
        """Create a deal of one row from the board, with the catalogue's price unless one is typed."""
        form = await request.form()
        product = next(one for one in await self._portal.see("products") if str(one["id"]) == str(form["product"]))
        price = _number(form.get("price")) or next((one["price"] for one in product["prices"]), 0)
        row = {"productId": product["id"], "productName": product["name"], "price": float(price)}
        made = await self._portal.do(
            "deals",
            {
                "title": str(form.get("title") or "Новый заказ"),
                "company": int(str(form["company"])),
                "manager": int(str(form["manager"])),
                "stage": str(form["stage"]),
                "category": int(str(form["pipeline"])),
                "rows": [{**row, "quantity": _number(form.get("quantity")) or 1, "taxRate": 22, "taxIncluded": "Y"}],
            },
        )
        return _back(f"/deals/{made['deal']['id']}")

    async def act_on_deal(self, request: Request) -> Response:
        """Move, edit, copy or delete a deal, as a button of its card says."""
        number, form = request.path_params["id"], await request.form()
        match request.path_params["act"]:
            case "move":
                await self._portal.do(f"deals/{number}", {"stage": str(form["stage"])})
            case "edit":
                await self._portal.do(f"deals/{number}", {"title": str(form["title"])})
            case "rows":
                await self._portal.do(f"deals/{number}/rows", {"change": _changed_rows(form)})
            case "copy":
                made = await self._portal.do(f"deals/{number}/copy")
                return _back(f"/deals/{made['deal']['id']}")
            case "delete":
                await self._portal.do(f"deals/{number}", method="DELETE")
                return _back("/deals")
            case unknown:
                raise NotDoneError(f"Такого действия нет: {unknown}")
        return _back(f"/deals/{number}")

    async def orders(self, _: Request) -> Response:
        """Show the list of orders on the boards."""
        return self.show("orders.html", here="orders", **await self._orders.list())

    async def order(self, request: Request) -> Response:
        """Show the form of an order on the boards."""
        return self.show("order.html", here="orders", **await self._orders.form(str(request.path_params["guid"])))

    async def new_order(self, request: Request) -> Response:
        """Type an order of one row on the boards; without a price 1C's form takes the agreement's."""
        form = await request.form()
        row: dict[str, Any] = {"item": str(form["item"]), "quantity": _number(form.get("quantity")) or 1}
        if price := _number(form.get("price")):
            row["price"] = price
        made = await self._base.do("orders", {"client": str(form["client"]), "rows": [row]})
        return _back(f"/orders/{made['guid']}")

    async def act_on_order(self, request: Request) -> Response:
        """Do what a button of an order's form on the boards says, or save quantities and prices."""
        guid, act = str(request.path_params["guid"]), request.path_params["act"]
        if act == "rows":
            changed = _changed_rows(await request.form())
            rows = [{"row": int(code), **values} for code, values in changed.items()]
            await self._base.do(f"orders/{guid}/edit", {"change": rows})
        elif act in ACTS:
            await self._base.do(f"orders/{guid}/{ACTS[act].path}", ACTS[act].body)
        else:
            raise NotDoneError(f"Такого действия нет: {act}")
        return _back(f"/orders/{guid}")

    async def refused(self, request: Request, refusal: Exception) -> Response:
        """Show on a page of the boards what a simulator has answered."""
        return self.show("refused.html", 400, here="", reason=str(refusal), back=request.headers.get("referer", "/"))


def application(addresses: Mapping[str, Any]) -> Starlette:
    """Build the web program of the boards; it answers to names of this machine alone: no other site can use it."""
    pages = Pages(addresses)
    static = Mount("/static", StaticFiles(directory=_HERE / "static"))
    return Starlette(
        routes=[*pages.routes(), static],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_OURS)],
        exception_handlers={NotDoneError: pages.refused},
    )


def _page(work: Page) -> Page:
    async def endpoint(request: Request) -> Response:
        sent_from = request.headers.get("origin")
        if request.method == "POST" and sent_from not in {None, f"http://{request.headers.get('host')}"}:
            raise NotDoneError("Кнопка нажата на чужой странице")
        try:
            return await work(request)
        except (KeyError, ValueError, StopIteration) as wrong:
            raise NotDoneError(f"Не заполнено или заполнено неверно: {wrong}") from wrong

    return endpoint


def _back(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def _number(typed: Any) -> float:
    return float(str(typed or 0).replace(" ", "").replace("\u00a0", "").replace(",", "."))


def _changed_rows(form: Any) -> dict[str, dict[str, float]]:
    """Read `quantity-9001`, `price-9001` of a board's form into changed values by row."""
    changed: dict[str, dict[str, float]] = {}
    for name, typed in form.items():
        field, _, row = name.partition("-")
        if field in {"quantity", "price"} and str(typed).strip():
            changed.setdefault(row, {})[field] = _number(typed)
    return changed
