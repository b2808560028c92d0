"""A rules file that is no YAML: what the administrator reads names the line, in his own language, with the remedy."""

import re

import pytest

from tests.unit.rules.test_complaints import broken, complain

STORE = "  default: Основной склад"
QUOTES = "одинарные кавычки"


@pytest.mark.parametrize(
    ("old", "new", "complaint", "remedy"),
    [
        ("ship_in_days: 1\n", 'ship_in_days: "1\n', "кавычка открыта и не закрыта", "Закройте её"),
        (STORE, "  default:Основной склад", "нет двоеточия с пробелом", "default: Основной склад"),
        ("14 дней", "14: дней", "двоеточие внутри значения", QUOTES),
        (STORE, "  default: @склад", "с особого знака", QUOTES),
        (STORE, "  default: *склад", "с особого знака", QUOTES),
        (STORE, '  default: "Осн\\овной"', "обратная косая черта", QUOTES),
        (STORE, '  default: "Основной" склад', "отступ", "кавычки"),
        ("  organisations: []", "  organisations: [", "скобка открыта и не закрыта", "Закройте её"),
    ],
)
def test_what_is_no_yaml_is_told_without_the_words_of_the_library(tmp_path, old, new, complaint, remedy):
    problem, line = broken(tmp_path, old, new)

    assert f"это не YAML: {problem.complaint.partition(': ')[2]}" == problem.complaint
    assert complaint in problem.complaint
    assert remedy in problem.remedy
    assert not re.search("[a-z]{4}", problem.complaint)
    assert problem.line == line


def test_an_unseen_character_is_told_without_the_words_of_the_library(tmp_path):
    (problem,) = complain(tmp_path, "portal_id: a\x07b\n").problems

    assert problem.complaint == "это не YAML: в файле есть невидимый управляющий знак"


def test_a_second_document_is_told_with_its_line(tmp_path):
    (problem,) = complain(tmp_path, "portal_id: a\n---\ncutoff: b\n").problems

    assert (problem.line, problem.complaint) == (2, "это не YAML: вторая строка «---» начинает ещё один файл")
