"""Every question of a service to the database is patient: while it is away, no attempt of a message is spent on it."""

import ast
from collections.abc import Iterator

from tests.contract.docs.tables import ROOT

ROOMS = ("shared/store", *(f"services/{one}" for one in ("b24_connector", "onec_connector", "mapper", "reconciler")))
QUESTIONS = {
    "aggregate", "bulk_write", "count_documents", "create_index", "create_indexes", "delete_many", "delete_one",
    "distinct", "find", "find_one", "find_one_and_update", "insert_one", "replace_one", "update_many", "update_one",
}  # fmt: skip
COLLECTIONS = ("_documents", ".documents", "self._of(")
OWN_PATIENCE = {
    "shared/store/lease.py",  # who holds a lease waits by its time
    "shared/store/forgetting.py",  # a command of the console
}


def functions() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name not in OWN_PATIENCE:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from ((name, one) for one in ast.walk(tree) if isinstance(one, ast.AsyncFunctionDef))


def asks(function: ast.AsyncFunctionDef) -> bool:
    calls = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in QUESTIONS
        and any(word in ast.unparse(call.value) for word in COLLECTIONS)
        for call in calls
    )


def is_patient(function: ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(one) in {"patient", "patient_listing"} for one in function.decorator_list)


def test_every_question_to_the_database_waits_for_it() -> None:
    found = {f"{file}: {one.name}" for file, one in functions() if asks(one) and not is_patient(one)}

    assert found == set()


def test_questions_are_found() -> None:
    assert sum(asks(one) for _, one in functions()) > 50
