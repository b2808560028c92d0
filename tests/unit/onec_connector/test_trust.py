"""The register of versions is believed of a catalog only as long as it has named every change of it."""

from services.onec_connector.intake.trust import BELIEVED_S, DOUBTED_S, Trust


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def judged(trust: Trust, *, named=(), moved=()) -> bool:
    """A look at everything, and the look at the register after it."""
    trust.compared(moved)
    trust.named(named)
    trust.looked(judge=True)
    return trust.covers


def test_nothing_is_believed_before_a_look_at_everything_has_been_compared_with_what_was_named():
    trust = Trust("Catalog_Партнеры", Hands())
    trust.named(["a"])
    trust.looked(judge=False)

    assert not trust.covers
    assert judged(trust)


def test_a_record_that_changes_once_more_and_is_not_named_again_is_silence():
    trust = Trust("Catalog_Партнеры", Hands())
    trust.named(["a"])
    trust.looked(judge=False)

    assert not judged(trust, moved=["a"])
    assert not judged(trust, named=["a"])


def test_a_base_where_nobody_edits_proves_nothing():
    assert not judged(Trust("Catalog_Партнеры", Hands()))


def test_a_change_that_was_read_before_it_was_named_is_no_silence():
    trust = Trust("Catalog_Партнеры", Hands())
    trust.compared(["a"])

    trust.named(["a"])
    trust.looked(judge=True)

    assert trust.covers


def test_one_change_that_nobody_named_is_held_against_the_register_for_a_day():
    clock = Hands()
    trust = Trust("Catalog_Партнеры", clock)
    believed = judged(trust, named=["a"], moved=["a"])
    after_silence = judged(trust, named=["b"], moved=["c"])
    clock.now += DOUBTED_S - 1
    within_the_day = judged(trust, named=["d"])
    clock.now += 2

    assert (believed, after_silence, within_the_day) == (True, False, False)
    assert judged(trust, named=["e"])


def test_a_register_that_is_not_read_any_more_is_not_believed():
    clock = Hands()
    trust = Trust("Catalog_Партнеры", clock)
    judged(trust, named=["a"])
    clock.now += BELIEVED_S

    assert not trust.covers


def test_what_is_switched_off_is_proven_anew():
    trust = Trust("Catalog_Партнеры", Hands())
    judged(trust, named=["a"])

    trust.lost()

    assert not trust.covers
    assert judged(trust, named=["b"])
