"""The page that a person reads before a load."""

from datetime import UTC, datetime
from html.parser import HTMLParser

from services.console.load.plan import Plan
from services.console.load.report import page
from services.console.load.things import COMPANIES, PRODUCTS, before_the_exchange


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags, self.said, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.said.append(data)


def read(text: str) -> _Read:
    found = _Read()
    found.feed(text)
    found.close()
    return found


def verdict(key: str, would: str, name: str = "Болт М8", why: str = "") -> dict[str, str]:
    return {"key": key, "name": name, "would": would, "why": why}


def test_a_page_counts_shows_samples_and_says_what_to_do():
    why = "Товар «Шуруп» не перенесён: артикул у двух."
    plan = Plan(PRODUCTS.ways[0], [verdict("item:1", "create"), verdict("item:2", "doubtful", why=why)])

    found = read(page("dealbus load products", [plan]))

    words = "|".join(found.said)
    assert "Товаров: 2" in words
    assert "создать|1|" in words
    assert {"Болт М8", why} <= set(found.said)
    assert "dealbus match list" in words


def test_every_direction_has_its_part():
    plans = [
        Plan(COMPANIES.ways[0], [verdict("partner:1", "link")]),
        Plan(COMPANIES.ways[1], [verdict("company:7", "refused")]),
    ]

    found = read(page("dealbus load companies", plans))

    assert {"В 1С", "В портале", "Партнёров: 1", "Компаний: 1"} <= set(found.said)


def test_old_orders_are_said_to_stay_as_they_are():
    plan = Plan(before_the_exchange("orders", datetime(2025, 1, 1, tzinfo=UTC)).ways[0], [verdict("order:1", "left")])

    found = read(page("dealbus load orders", [plan]))

    assert {"В 1С, до начала обмена", "Заказов: 1", "Ничего: пары нет, останутся как есть."} <= set(found.said)


def test_what_people_typed_stays_text():
    names = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</ul></body>&amp;", "\u202etxt.exe"]
    plan = Plan(PRODUCTS.ways[0], [verdict(f"item:{at}", "create", name) for at, name in enumerate(names)])

    found = read(page("dealbus load products", [plan]))

    assert not {"script", "img"} & set(found.tags)
    assert set(names[:3]) <= set(found.said)
    assert "\u202e" not in "".join(found.said)
    assert {name for name, _ in found.attributes} == {"lang", "charset", "class"}


def test_of_very_many_only_some_are_shown_and_the_rest_is_counted():
    plan = Plan(PRODUCTS.ways[0], [verdict(f"item:{at}", "create", f"Болт {at}") for at in range(1000)])

    found = read(page("dealbus load products", [plan]))

    assert found.tags.count("li") == 20
    assert "… и ещё 980." in found.said


def test_what_the_other_side_does_not_keep_whole_is_listed_on_the_page_in_the_lines_and_in_json():
    said = "«Болт оцинкованный…»: название длиннее 255 знаков, портал сохранит только начало."
    plan = Plan(PRODUCTS.ways[0], [verdict("item:1", "create") | {"unkept": said}, verdict("item:2", "same")])

    found = read(page("dealbus load products", [plan]))

    assert {"Сохранится не целиком", said} <= set(found.said)
    assert plan.told().splitlines()[-2:] == ["  сохранится не целиком: 1", f"      {said}"]
    assert plan.as_json()["products"]["unkept"]["count"] == 1
