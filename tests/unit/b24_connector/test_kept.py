"""What is kept of the portal is asked again after ten minutes."""

from services.b24_connector.reference.directory import KEPT_S, MOST_KEPT, Kept


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_value_is_forgotten_after_ten_minutes():
    clock = Clock()
    kept = Kept(clock)
    kept.put("7", "Анна")

    clock.now = KEPT_S - 1
    young = kept.get("7")
    clock.now = KEPT_S + 1

    assert (young, kept.get("7")) == ("Анна", None)


def test_the_oldest_value_makes_room():
    kept = Kept(Clock())

    for number in range(MOST_KEPT + 1):
        kept.put(str(number), number)

    assert (kept.get("0"), kept.get("1")) == (None, 1)
