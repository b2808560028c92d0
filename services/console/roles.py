"""The roles of a pipeline's stages, as people call them."""

from collections.abc import Mapping
from typing import Final

from shared.rules.pipelines import Role

ROLES_NAMED: Final[Mapping[Role, str]] = {
    "parking": "Заказ поступил",
    "work": "Заказ в работе",
    "invoice": "Счёт выставлен",
    "shipped": "Отгружен",
    "paid": "Оплачен",
    "done": "Отгружен и оплачен",
}
