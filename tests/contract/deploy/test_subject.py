"""`make check` judges the last commit's subject, and nothing where there is none to judge."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy" / "ci" / "subject.py"
GOOD = ("fix(onec): a closed period is told", "feat(b24,onec)!: orders have versions", "docs(rules.yaml): one word")
BAD = {
    "Merge everything": "form",
    "fix: no scope": "form",
    "fix(onec): ends with a full stop.": "form",
    "fixed(onec): another type": "form",
    "fix(onec):no blank": "form",
    f"fix(onec): {'long' * 16}": "75 characters",
}


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *who, "-C", str(folder), *words), check=True, capture_output=True)


def committed(folder: Path, *subjects: str) -> Path:
    """A repository of empty commits, the last subject on top."""
    git(folder, "init", "--initial-branch=main")
    for subject in subjects:
        git(folder, "commit", "--allow-empty", "--message", subject)
    return folder


def judged(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run((sys.executable, str(SCRIPT), str(folder)), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("subject", GOOD)
def test_a_subject_of_the_form_passes(tmp_path: Path, subject: str) -> None:
    done = judged(committed(tmp_path, "first", subject))

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("subject", BAD)
def test_any_other_subject_is_red_and_named(tmp_path: Path, subject: str) -> None:
    done = judged(committed(tmp_path, "first", subject))

    assert done.returncode == 1
    assert subject in done.stderr
    assert BAD[subject] in done.stderr


def test_an_import_is_not_judged(tmp_path: Path) -> None:
    assert judged(committed(tmp_path, "Everything at once")).returncode == 0


def test_the_edge_of_a_shallow_clone_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = committed(tmp_path / "whole", "first", "Not of the form")

    git(tmp_path, "clone", "--depth", "1", whole.as_uri(), "shallow")

    assert judged(whole).returncode == 1
    assert judged(tmp_path / "shallow").returncode == 0


def test_a_merge_is_not_judged(tmp_path: Path) -> None:
    folder = committed(tmp_path, "first")
    git(folder, "checkout", "-b", "other")
    git(folder, "commit", "--allow-empty", "--message", "on a branch")
    git(folder, "checkout", "main")
    git(folder, "commit", "--allow-empty", "--message", "beside it")
    git(folder, "merge", "--no-ff", "--message", "Both", "other")

    assert judged(folder).returncode == 0


def test_a_tarball_is_not_judged_even_inside_another_repository(tmp_path: Path) -> None:
    alone, inside = tmp_path / "alone", tmp_path / "repository" / "inside"
    alone.mkdir()
    inside.mkdir(parents=True)
    committed(inside.parent, "first", "Not of the form")

    assert [judged(folder).returncode for folder in (alone, inside, inside.parent)] == [0, 0, 1]


def test_without_git_nothing_is_judged(tmp_path: Path) -> None:
    folder = committed(tmp_path, "first", "Not of the form")

    done = subprocess.run((sys.executable, str(SCRIPT), str(folder)), env={"PATH": str(tmp_path)}, check=False)

    assert done.returncode == 0
