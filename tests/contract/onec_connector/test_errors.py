"""What each failure of 1C means."""

import pytest

from services.onec_connector.base.errors import (
    BaseAwayError,
    BaseBarredError,
    BaseExists,
    BaseFault,
    BaseMissing,
    BaseRefusal,
    Locked,
    SessionLostError,
    ShutError,
    TooLongError,
    UnpublishedError,
    action_for,
    error_of,
    mask,
)
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable

SHUT = "Начало сеанса с информационной базой запрещено. Выполняется обновление конфигурации."


@pytest.mark.parametrize(
    ("fault", "action", "kind"),
    [
        (BaseFault(400, "1"), "bug", Permanent),
        (BaseFault(400, "6"), "bug", Permanent),
        (BaseFault(400, "14"), "bug", Permanent),
        (BaseFault(404, "8"), "bug", Permanent),
        (BaseFault(400, "6", promised=True), "unpublished", UnpublishedError),
        (BaseFault(404, "8", promised=True, write=True), "unpublished", UnpublishedError),
        (BaseFault(500, "-1", "Конфликт блокировок при выполнении транзакции", write=True), "locked", Locked),
        (BaseFault(500, "-1", "Lock conflict during the transaction", write=True), "locked", Locked),
        (BaseFault(500, "-1", "Не удалось заблокировать таблицу «РасчетыСКлиентами»"), "locked", Locked),
        (BaseFault(500, "-1", "Превышено время ожидания предоставления блокировки"), "locked", Locked),
        (BaseFault(500, "-1", "Ошибка блокировки объекта. Объект уже заблокирован"), "locked", Locked),
        (BaseFault(500, "-1", "Транзакция вызвала взаимоблокировку ресурсов"), "locked", Locked),
        (BaseFault(500, "-1", "deadlock detected"), "locked", Locked),
        (BaseFault(500, "-1", "canceling statement due to lock timeout"), "locked", Locked),
        (BaseFault(500, "-1", "Взаимная блокировка при выполнении транзакции"), "locked", Locked),
        (BaseFault(500, "-1", "Данные заблокированы другим пользователем"), "locked", Locked),
        (BaseFault(500, "-1", "Объект заблокирован сеансом № 12"), "locked", Locked),
        (BaseFault(500, "-1", "Договор заблокирован пользователем Ивановым"), "refused", BaseRefusal),
        (BaseFault(500, "-1", "Отгрузка клиенту заблокирована службой безопасности"), "refused", BaseRefusal),
        (BaseFault(500, "-1", "The customer is blocked"), "refused", BaseRefusal),
        (BaseFault(404, "9"), "missing", BaseMissing),
        (BaseFault(400, "15"), "exists", BaseExists),
        (BaseFault(401, "20"), "rights", BaseBarredError),
        (BaseFault(401), "barred", BaseBarredError),
        (BaseFault(401, markup=True), "barred", BaseBarredError),
        (BaseFault(403), "again", BaseAwayError),
        (BaseFault(403, markup=True), "again", BaseAwayError),
        (BaseFault(404, markup=True), "again", BaseAwayError),
        (BaseFault(404, markup=True, in_session=True), "renew", SessionLostError),
        (BaseFault(400, in_session=True), "renew", SessionLostError),
        (BaseFault(404, markup=True, long=True), "halve", TooLongError),
        (BaseFault(406), "again", BaseAwayError),
        (BaseFault(409, markup=True), "again", BaseAwayError),
        (BaseFault(409), "again", BaseAwayError),
        (BaseFault(500, "-1"), "refused", BaseRefusal),
        (BaseFault(500, "-1", write=True), "refused", BaseRefusal),
        (BaseFault(500, markup=True), "again", BaseAwayError),
        (BaseFault(502, markup=True), "again", BaseAwayError),
        (BaseFault(503, markup=True), "again", BaseAwayError),
        (BaseFault(503, markup=True, write=True), "doubtful", DoubtfulWrite),
        (BaseFault(500, write=True), "doubtful", DoubtfulWrite),
        (BaseFault(500, None, SHUT, markup=True), "shut", ShutError),
        (BaseFault(503, None, SHUT, markup=True, write=True), "shut", ShutError),
        (BaseFault(500, "-1", SHUT), "refused", BaseRefusal),
        (BaseFault(500, None, "Infobase session start is denied.", markup=True), "shut", ShutError),
        (BaseFault(200, markup=True), "again", BaseAwayError),
        (BaseFault(200, markup=True, write=True), "doubtful", DoubtfulWrite),
        (BaseFault(405, "19"), "bug", Permanent),
        (BaseFault(415, "3"), "bug", Permanent),
        (BaseFault(501, "0"), "bug", Permanent),
        (BaseFault(501, write=True), "bug", Permanent),
    ],
)
def test_every_failure_that_was_seen_has_one_meaning(fault, action, kind):
    error = error_of(fault)

    assert (action_for(fault), type(error)) == (action, kind)
    assert isinstance(error, Retryable | Permanent)


def test_names_keys_and_numbers_of_1c_never_reach_a_log():
    words = "Контрагент «ООО Ромашка» (ИНН 7707083893, 0a000000-0000-4000-8000-000000000041) не найден в 'Документ'"

    hidden = mask(words)

    assert hidden == "Контрагент … (ИНН …, …) не найден в …"


def test_the_words_of_a_refusal_are_kept_for_the_manager_and_hidden_from_the_log():
    error = error_of(BaseFault(500, "-1", "Товара «Болт М8» не хватает"))

    assert isinstance(error, BaseRefusal)
    assert error.reason == "Товара «Болт М8» не хватает"
    assert "Болт" not in str(error)
