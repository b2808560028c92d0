import pytest

from services.onec_connector.failures import (
    Answer,
    BarredError,
    ExistsError,
    MissingError,
    RefusedError,
    SessionLostError,
    TooLongError,
    UnavailableError,
    failure,
    judge,
    mask,
)
from shared.bus.errors import Permanent


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400, "1"), "bug"),
        (Answer(400, "6"), "bug"),
        (Answer(400, "14"), "bug"),
        (Answer(404, "8"), "bug"),
        (Answer(404, "9"), "missing"),
        (Answer(400, "15"), "exists"),
        (Answer(401, "20"), "access"),
        (Answer(401), "credentials"),
        (Answer(401, markup=True), "credentials"),
        (Answer(403), "away"),
        (Answer(403, markup=True), "away"),
        (Answer(404, markup=True), "away"),
        (Answer(404, markup=True, in_session=True), "session"),
        (Answer(400, in_session=True), "session"),
        (Answer(404, markup=True, long=True), "too_long"),
        (Answer(406), "away"),
        (Answer(409, markup=True), "away"),
        (Answer(409), "away"),
        (Answer(500, "-1"), "refused"),
        (Answer(500, markup=True), "away"),
        (Answer(502, markup=True), "away"),
        (Answer(503, markup=True), "away"),
        (Answer(200, markup=True), "away"),
        (Answer(405, "19"), "bug"),
        (Answer(415, "3"), "bug"),
        (Answer(501, "0"), "bug"),
    ],
)
def test_every_answer_of_1c_has_one_meaning(answer, kind):
    assert judge(answer) == kind


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404, "9"), MissingError),
        (Answer(400, "15"), ExistsError),
        (Answer(500, "-1"), RefusedError),
        (Answer(404, markup=True, long=True), TooLongError),
        (Answer(404, markup=True, in_session=True), SessionLostError),
        (Answer(503, markup=True), UnavailableError),
        (Answer(401), BarredError),
        (Answer(401, "20"), BarredError),
        (Answer(400, "6"), Permanent),
    ],
)
def test_every_meaning_is_one_kind_of_failure(answer, error):
    assert isinstance(failure(answer, "слова 1С"), error)


def test_names_keys_and_numbers_of_1c_never_reach_a_log():
    words = "Контрагент «ООО Ромашка» (ИНН 7707083893, 0a000000-0000-4000-8000-000000000041) не найден в 'Документ'"

    hidden = mask(words)

    assert hidden == "Контрагент … (ИНН …, …) не найден в …"


def test_the_words_of_a_refusal_are_kept_for_the_manager_and_hidden_from_the_log():
    error = failure(Answer(500, "-1"), "Товара «Болт М8» не хватает")

    assert isinstance(error, RefusedError)
    assert error.reason == "Товара «Болт М8» не хватает"
    assert "Болт" not in str(error)
