import pytest

from services.onec_connector.base.errors import (
    BaseAnswer,
    BaseBarredError,
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
        (BaseAnswer(400, "1"), "bug"),
        (BaseAnswer(400, "6"), "bug"),
        (BaseAnswer(400, "14"), "bug"),
        (BaseAnswer(404, "8"), "bug"),
        (BaseAnswer(404, "9"), "missing"),
        (BaseAnswer(400, "15"), "exists"),
        (BaseAnswer(401, "20"), "access"),
        (BaseAnswer(401), "credentials"),
        (BaseAnswer(401, markup=True), "credentials"),
        (BaseAnswer(403), "away"),
        (BaseAnswer(403, markup=True), "away"),
        (BaseAnswer(404, markup=True), "away"),
        (BaseAnswer(404, markup=True, in_session=True), "session"),
        (BaseAnswer(400, in_session=True), "session"),
        (BaseAnswer(404, markup=True, long=True), "too_long"),
        (BaseAnswer(406), "away"),
        (BaseAnswer(409, markup=True), "away"),
        (BaseAnswer(409), "away"),
        (BaseAnswer(500, "-1"), "refused"),
        (BaseAnswer(500, markup=True), "away"),
        (BaseAnswer(502, markup=True), "away"),
        (BaseAnswer(503, markup=True), "away"),
        (BaseAnswer(200, markup=True), "away"),
        (BaseAnswer(405, "19"), "bug"),
        (BaseAnswer(415, "3"), "bug"),
        (BaseAnswer(501, "0"), "bug"),
    ],
)
def test_every_answer_of_1c_has_one_meaning(answer, kind):
    assert judge(answer) == kind


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (BaseAnswer(404, "9"), MissingError),
        (BaseAnswer(400, "15"), ExistsError),
        (BaseAnswer(500, "-1"), RefusedError),
        (BaseAnswer(404, markup=True, long=True), TooLongError),
        (BaseAnswer(404, markup=True, in_session=True), SessionLostError),
        (BaseAnswer(503, markup=True), UnavailableError),
        (BaseAnswer(401), BaseBarredError),
        (BaseAnswer(401, "20"), BaseBarredError),
        (BaseAnswer(400, "6"), Permanent),
    ],
)
def test_every_meaning_is_one_kind_of_failure(answer, error):
    assert isinstance(failure(answer, "слова 1С"), error)


def test_names_keys_and_numbers_of_1c_never_reach_a_log():
    words = "Контрагент «ООО Ромашка» (ИНН 7707083893, 0a000000-0000-4000-8000-000000000041) не найден в 'Документ'"

    hidden = mask(words)

    assert hidden == "Контрагент … (ИНН …, …) не найден в …"


def test_the_words_of_a_refusal_are_kept_for_the_manager_and_hidden_from_the_log():
    error = failure(BaseAnswer(500, "-1"), "Товара «Болт М8» не хватает")

    assert isinstance(error, RefusedError)
    assert error.reason == "Товара «Болт М8» не хватает"
    assert "Болт" not in str(error)
