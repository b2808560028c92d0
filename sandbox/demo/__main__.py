"""`make demo`: plans the stack, plays, prints and reports; `BACKLOG=1000` moves so many deals instead.

`python -m sandbox.demo given` plays on a stack that runs already (`sandbox.demo.given`).
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from sandbox.dataset import build_dataset
from sandbox.demo import report
from sandbox.demo.backlog import BASE_OPTIONS, PORTAL_OPTIONS, Backlog, play_backlog
from sandbox.demo.given import Places, given_places, places_of
from sandbox.demo.plays import play_all
from sandbox.demo.scene import Scene, Shown
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import StackPlan, running_stack
from sandbox.stack.catalogue import CLIENT_PRICES, DIRECTORIES, rules_with_directories

LOCAL = Path(".local")

screen = Console()


def plan(backlog: int) -> StackPlan:
    """Plan the demo's stack: quick peers for the play, real limits for a backlog."""
    if backlog:
        wide = {"onec-connector": {"DEALBUS_ONEC_SESSIONS": "4"}}
        return StackPlan(environment=wide, portal_options=PORTAL_OPTIONS, base_options=BASE_OPTIONS, boards=True)
    quick = {"onec-connector": {"DEALBUS_ONEC_POLL_S": "1"}}
    rules = rules_with_directories(LOCAL / "demo", (*DIRECTORIES, CLIENT_PRICES))
    return StackPlan(environment=quick, rules=rules, boards=True)


def perform(places: Places, backlog: int) -> bool:
    """Play the demo, print its table, write the report; tell whether all held."""
    company = build_dataset(companies=240 if backlog else 60)
    with Control(places.portal_control) as portal, Control(places.base_control) as base:
        seller = Seller(portal, company, places.webhook)
        scene = Scene(seller, Accountant(base, company, places.odata), company, tell=_tell)
        orders = _backlog(scene, backlog) if backlog else _play(scene, has_directories=places.has_directories)
        made = report.report(scene.shown, portal.get("stats"), orders)
    report.write(made, scene.shown, LOCAL / "demo-report.json")
    screen.print(report.table(scene.shown))
    figures = made["portal"]
    screen.print(
        f"Портал: запросов {figures['requests']}, команд {figures['commands']}, отказов 503: {figures['errors_503']}. "
        f"Заказы: {orders.found} из {orders.expected}, удвоено {orders.doubled}. Отчёт: {LOCAL / 'demo-report.html'}"
    )
    if not backlog:
        screen.print(report.verdict(scene.shown))
    return report.holds(made)


def _play(scene: Scene, *, has_directories: bool) -> Backlog:
    began = time.monotonic()
    play_all(scene, has_directories=has_directories)
    found = [len(scene.accountant.orders_of_deal(deal)) for deal in scene.in_work]
    doubled = sum(1 for orders in found if orders > 1)
    return Backlog(len(found), sum(1 for orders in found if orders), doubled, time.monotonic() - began)


def _backlog(scene: Scene, count: int) -> Backlog:
    with Progress(console=screen) as progress:
        task = progress.add_task(f"{count} сделок", total=count)
        orders = play_backlog(scene, count, lambda found: progress.update(task, completed=found))
    done = f"{count} сделок сразу перенесены в «Заказ в работе»"
    whole = orders.found == count and not orders.doubled
    latency_ms = int(orders.seconds * 1000)
    scene.shown.append(Shown("R2", done, f"{orders.found} заказов", ok=whole, latency_ms=latency_ms))
    return orders


def _tell(shown: Shown) -> None:
    screen.print(f"{'✔' if shown.ok else '✘'} {shown.requirement} {shown.done}: {shown.appeared}")


async def main() -> int:
    """Start the demo's stack, perform the demo, stop everything."""
    backlog = int(os.environ.get("BACKLOG") or 0)
    if sys.argv[1:] == ["given"]:
        return 0 if await asyncio.to_thread(perform, given_places(), backlog) else 1
    began = time.monotonic()
    screen.print("Запускаются RabbitMQ, MongoDB, портал, база и четыре сервиса…")
    async with running_stack(LOCAL / "demo", plan(backlog)) as stack:
        screen.print(f"Готово за {time.monotonic() - began:.0f} с. Смотреть, пока идёт показ: {stack.page}")
        held = await asyncio.to_thread(perform, places_of(stack), backlog)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
