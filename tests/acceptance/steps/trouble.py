"""What goes wrong around the bus."""

from pytest_bdd import parsers, step

from ..world import World  # noqa: TID252

SERVICES = ("b24-connector", "onec-connector", "mapper", "stage-router")


@step("портал присылает то же событие ещё пять раз")
def five_more_events(world: World) -> None:
    for _ in range(5):
        world.send_event("ONCRMDEALUPDATE", world.card.id)


@step("1С создаст заказ, но ответ потеряется")
def answer_of_the_base_lost(world: World) -> None:
    world.accountant.control.post("faults", kind="drop_after_commit", method="POST", path="Document_ЗаказКлиента")


@step("портал создаст сделку, но ответ потеряется")
def answer_of_the_portal_lost(world: World) -> None:
    world.seller.control.post("faults", kind="drop", method="crm.item.add", commit=True)


@step("1С закрыта на обслуживание")
def base_locked(world: World) -> None:
    world.accountant.control.post("lock")
    world.undo.append(lambda: world.accountant.control.post("unlock"))


@step("1С снова открыта")
def base_open(world: World) -> None:
    world.accountant.control.post("unlock")


@step("шина остановлена")
def bus_down(world: World) -> None:
    for name in SERVICES:
        world.program.kill(name)
    world.undo.append(lambda: world.program.start(*SERVICES))


@step("шина запущена")
def bus_up(world: World) -> None:
    world.program.start(*SERVICES)
    world.undo.clear()


@step("ответственный по сделке в 1С недействителен")
def dismissed(world: World) -> None:
    world.seller.edit(world.card.id, manager=16)


@step(parsers.parse("доходит {percent:d} % событий портала"))
def events_lost(world: World, percent: int) -> None:
    world.seller.control.post("switches", event_loss=1 - percent / 100)
    world.undo.append(lambda: world.seller.control.post("switches", event_loss=0))
