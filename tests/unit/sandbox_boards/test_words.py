import pytest

from sandbox.boards.words import moment, money, number, order_page, spaced
from sandbox.demo.report import verdict
from sandbox.demo.scene import Shown


@pytest.mark.parametrize(
    ("name", "caption"),
    [
        ("ГотовКОтгрузке", "Готов к отгрузке"),
        ("ОжидаетсяАвансДоОбеспечения", "Ожидается аванс до обеспечения"),
        ("", ""),
    ],
)
def test_a_value_of_an_enumeration_reads_as_its_caption(name: str, caption: str) -> None:
    assert spaced(name) == caption


def test_sums_quantities_and_moments_read_as_people_write_them() -> None:
    assert money("1234567.5") == "1\u00a0234\u00a0567,50"
    assert number("2.500") == "2,5"
    assert number(None) == "0"
    assert moment("2026-11-28T18:05:09+03:00") == "28.11.2026 18:05:09"
    assert moment("") == ""


def test_a_link_of_1c_leads_to_the_order_here() -> None:
    link = "http://127.0.0.1:8025/ut/#e1cib/data/%D0%94.%D0%97?ref=81f196a45f947669560255c2dcf50cd1"
    assert order_page(link) == "/orders/dcf50cd1-55c2-5602-81f1-96a45f947669"
    assert order_page("https://example.com/?ref=81") == "https://example.com/?ref=81"


def test_the_verdict_names_what_failed_and_what_nothing_was_shown_of() -> None:
    held = [Shown(f"R{number}", "", "", ok=True, latency_ms=1) for number in range(1, 22)]
    again = Shown("R4", "", "", ok=False, latency_ms=None)
    assert verdict([*held, again]) == ("Показано и выполнено требований: 20 из 22. Не выполнено: R4. Не показано: R22.")
