"""A rules file that is no YAML: what the administrator reads names the line, in his own language, with the remedy."""

import re

import pytest

from shared.rules.source import read_source
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


@pytest.mark.parametrize(
    "written", ["@x", "%x", "*x", "`x", "a: b", "'x", "!x", "!x y", "[x", "- x", "? x", "|x", "> x", "}x", "{{ x }}"]
)
def test_a_value_with_a_sign_of_yaml_is_told_to_be_quoted_with_its_line(tmp_path, written):
    (problem,) = complain(tmp_path, f"portal_id: a\ntimezone: {written}\ncutoff: b\n").problems

    assert "возьмите значение в одинарные кавычки" in problem.remedy.lower()
    assert problem.line == 2
    assert not re.search("[a-z]{4}", problem.complaint)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("a: 1\nb:\n\u00a0 c: 1\n\u00a0 d: 2\n", 3, "отступ набран неразрывными пробелами (таких строк 2)"),
        ("a: 1\nb:\u00a0c\n", 2, "отступ набран неразрывными пробелами"),
        ("managers:\n  – a@td.ru\n", 2, "запись списка начинается с тире"),
    ],
)
def test_what_only_looks_like_a_space_or_a_hyphen_is_told_by_its_name(tmp_path, text, line, complaint):
    (problem,) = complain(tmp_path, text).problems

    assert (problem.line, problem.complaint) == (line, complaint)


def test_signs_inside_of_values_and_comments_are_nobodys_mistake(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text("# – «a»\u00a0b\na: Опт – 14\u00a0дней\n", encoding="utf-8")

    assert read_source(path).content == {"a": "Опт – 14\u00a0дней"}


def test_a_pipeline_that_stands_twice_is_told_once(tmp_path):
    text = 'pipelines:\n  "0":\n    work: A\n    paid: B\n  "0":\n    work: A\n    paid: B\n'

    (problem,) = complain(tmp_path, text).problems

    assert (problem.line, problem.complaint) == (5, "ключ стоит второй раз, первый в строке 2")


@pytest.mark.parametrize(
    "text",
    [
        "a: &x\n  b: *x\n",
        "a: &x [*x]\n",
        "a: " + "[" * 3000 + "]" * 3000,
        "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)),
    ],
)
def test_a_file_without_end_is_refused_in_a_sentence(tmp_path, text):
    (problem,) = complain(tmp_path, text).problems

    assert problem.complaint == "значения вложены без конца или повторены без числа"
