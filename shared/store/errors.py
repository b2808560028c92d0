"""Errors of the store that a person must know about."""

from shared.bus.errors import Permanent


class StoreUnavailableError(Exception):
    """The database cannot be used; the text is one sentence in Russian: what is wrong, and the remedy."""


class TwoCounterparts(Permanent):
    """One record is in two pairs, or one pair has two records; a person decides which one stands."""

    def __init__(self, key: str, ref: str, other: str) -> None:
        super().__init__(
            f"Запись {ref} нельзя связать с {key}: уже есть связь {other}. Оставьте одну из двух, вторую удалите.",
            reason="two_counterparts",
        )
        self.key = key
        self.ref = ref
        self.other = other


class LeaseLostError(Exception):
    """Another process holds the lease now; what was running has been cancelled."""
