"""The demo of R12, the customer's own question: a client's prices of 1C stand in the deal before the invoice."""

from decimal import Decimal

from sandbox.boards.words import money
from sandbox.dataset import Client
from sandbox.demo.scene import Scene
from sandbox.people.seller import Card

NOTE = "Цены 1С: "


def client_prices(scene: Scene) -> None:
    """Show in the demo a wholesale price of 1C in the deal, the note that says whence, and equal sums on both sides."""
    client, item = scene.client(1, known=True), scene.items(1)[0]
    wholesale = (item.price * 9 / 10).quantize(Decimal("0.01"))
    _agree(scene, client, wholesale)
    deal = scene.seller.deal_for(client, [scene.seller.row(item, 2)])

    def seen() -> str | None:
        card, order = scene.seller.card(deal.id), scene.order_of(deal)
        notes = [one for text in card.told(NOTE) for one in text.split("\n") if one.startswith(NOTE)]
        if order is None or not notes or card.amount != order.total or card.amount != 2 * wholesale:
            return None
        return f"{money(card.amount)} ₽ в сделке и в заказе. {notes[0]}"

    done = f"у клиента опт {money(wholesale)} ₽, в сделке цена каталога {money(_price(deal))} ₽"
    scene.show("R12", done, lambda: scene.to_work(deal.id), seen)


def _price(deal: Card) -> Decimal:
    return Decimal(str(deal.rows[0]["price"]))


def _agree(scene: Scene, client: Client, wholesale: Decimal) -> None:
    """Give a client of the demo an agreement of its own in 1C, with a price kind in which the item has a price."""
    control = scene.accountant.control
    kind = control.post("price_kinds", name="Опт для своих")["kind"]
    control.post("agreements", partner=client.guid, name="Оптовое", price_kind=kind)
    control.post("prices", rows=[{"item": scene.items(1)[0].guid, "kind": kind, "price": str(wholesale)}])
