"""`dealbus init`: asks its questions, has both systems surveyed, and writes rules and environment files."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

import typer

from services.console.command import refuse
from services.console.init import writing
from services.console.init.answers import (
    NEEDED,
    PASSWORD,
    TOKEN,
    WEBHOOK,
    ZONE,
    Answers,
    InitError,
    expect_writable,
    given_access,
    read_environment,
    write_environment,
)
from services.console.init.proposals import Proposal, ProposedPipeline, propose, propose_pipeline
from services.console.init.showing import told
from services.console.roles import ROLES_NAMED
from services.console.usage import confirmed
from shared.canon.keys import is_inn
from shared.observe.secrets import learn
from shared.observe.terminal import shown_lines
from shared.process.settings import SettingsError
from shared.process.survey import BaseSurvey, PortalSurvey, SeenPipeline
from shared.rules import RulesError, load_rules
from shared.rules.candidates import candidates, closest
from shared.rules.pipelines import Role
from shared.russian import why_denied

SAMPLE: Final = Path(__file__).parents[3] / "deploy/config/rules.yaml"
_OF_WHICH_THERE_IS_NONE: Final[Mapping[str, str]] = {
    "Организация (ИНН)": "Организации с ИНН",
    "Соглашение": "Соглашения",
    "Склад": "Склада",
}
Survey = TypeVar("Survey", PortalSurvey, BaseSurvey)


@dataclass(frozen=True, slots=True)
class InitFiles:
    """Where `dealbus init` writes the rules file and the environment files."""

    rules: Path
    folder: Path


def init(
    rules: Annotated[
        Path | None, typer.Option(envvar="DEALBUS_RULES", help="Файл правил, вне каталога программы.")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Файл ответов; без него программа спрашивает.")] = None,
    environment: Annotated[
        Path | None, typer.Option(help="Папка для b24-connector.env и onec-connector.env; без неё рядом с правилами.")
    ] = None,
) -> None:
    """Прочитать портал и 1С, предложить правила обмена и записать их. Повторный запуск ваших правок не меняет."""
    if rules is None:
        refuse("Не сказано, куда записать правила: назовите файл в --rules или в DEALBUS_RULES.")
        raise typer.Exit(2)
    try:
        given = Answers.read(answers) if answers else Answers()
        _run(InitFiles(rules, environment or rules.parent), given, asks=answers is None)
    except (InitError, RulesError, SettingsError) as error:
        refuse(str(error))
        raise typer.Exit(2) from None
    except OSError as error:
        refuse(f"Файл {error.filename} не записан ({why_denied(error)}). Дайте на него права или назовите другой.")
        raise typer.Exit(2) from None


def _run(place: InitFiles, given: Answers, *, asks: bool) -> None:
    expect_writable(place.rules.parent, place.folder)
    access = _access(place.folder, given, asks=asks)
    cutoff = given.cutoff or datetime.now(UTC).astimezone().replace(microsecond=0)
    variables = {f"DEALBUS_{name.upper()}": value for name, value in access.items()}
    portal = _survey("services.b24_connector", PortalSurvey, variables, cutoff)
    base = _survey("services.onec_connector", BaseSurvey, variables, cutoff)
    proposal = _chosen(_staged(propose(portal, base), given, asks=asks), base, given, asks=asks)
    print(shown_lines(told(portal, base, proposal, cutoff)))
    if not proposal.whole:
        where = (
            "Запустите команду снова и назовите недостающие" if asks else "Назовите недостающие в stages файла ответов"
        )
        raise InitError(f"Ни в одной воронке не ясны все шесть стадий. {where}.")
    if asks and not confirmed("Записать?", default=True):
        raise typer.Exit(1)
    portal_id = given.portal_id or urlsplit(access[WEBHOOK]).hostname or ""
    _write(place.rules, replace(proposal, timezone=access.get(ZONE)), portal_id, cutoff)
    files = write_environment(place.folder, access)
    print(f"Записано: {place.rules}, {', '.join(map(str, files))}. Дальше: dealbus setup, затем dealbus check.")


def _access(folder: Path, given: Answers, *, asks: bool) -> dict[str, str]:
    """Return the access to both systems: from answers, an earlier run, this command's own settings, else asked for."""
    decided = read_environment(folder) | given.connection()
    inherited = {name: value for name, value in given_access().items() if name not in decided}
    if inherited:
        print(f"Из настроек взято: {', '.join(f'DEALBUS_{name.upper()}' for name in inherited)}.")
    known = decided | inherited
    for name, question in NEEDED.items():
        if asks and name not in known:
            hidden = name in {WEBHOOK, TOKEN, PASSWORD}
            known[name] = typer.prompt(question, default="" if name == TOKEN else None, hide_input=hidden)
    missing = [name for name in NEEDED if name not in known and name != TOKEN]
    if missing:
        raise InitError(f"В файле ответов нет {', '.join(missing)}. Допишите.")
    learn(known[WEBHOOK].rstrip("/").rpartition("/")[2], known[PASSWORD])
    return known


def _survey(service: str, kind: type[Survey], variables: Mapping[str, str], cutoff: datetime) -> Survey:
    """Have a connector survey its system for `init`; its refusal is on the terminal already."""
    inherited = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in variables}
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", service, "ask", "survey", cutoff.isoformat()],
        env=inherited | dict(variables),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise typer.Exit(done.returncode)
    return kind.model_validate_json(done.stdout)


def _staged(proposal: Proposal, given: Answers, *, asks: bool) -> Proposal:
    there = {pipeline.seen.id: pipeline.seen.name for pipeline in proposal.pipelines}
    for unknown in sorted(given.stages.keys() - there.keys()):
        named = ", ".join(f"{number} «{name}»" for number, name in there.items())
        raise InitError(f"В stages файла ответов названа воронка {unknown}, а в портале её нет, есть: {named}.")
    pipelines = tuple(
        _one(pipeline, given.stages.get(pipeline.seen.id, {}), asks=asks) for pipeline in proposal.pipelines
    )
    return replace(proposal, pipelines=pipelines)


def _one(pipeline: ProposedPipeline, named: Mapping[Role, str], *, asks: bool) -> ProposedPipeline:
    roles = {role: stage_of(pipeline.seen, word) for role, word in named.items()}
    proposed = propose_pipeline(pipeline.seen, roles)
    if asks and proposed.missing:
        names = ", ".join(f"«{one.name}»" for one in pipeline.seen.stages)
        print(f"Воронка {pipeline.seen.id} «{pipeline.seen.name}», стадии: {names}. Пусто: воронку не трогать.")
    while asks and proposed.missing:
        role = proposed.missing[0]
        stage = _asked_stage(pipeline.seen, role)
        if stage is None:
            break
        roles[role] = stage
        proposed = propose_pipeline(pipeline.seen, roles)
    return proposed


def _asked_stage(pipeline: SeenPipeline, role: Role) -> str | None:
    """Ask at `init` for the stage of a role until one is named that is there; None: the pipeline is left alone."""
    while word := typer.prompt(f"Какая стадия значит «{ROLES_NAMED[role]}»", default="", show_default=False):
        try:
            return stage_of(pipeline, word)
        except InitError as error:
            print(shown_lines(str(error)))
    return None


def stage_of(pipeline: SeenPipeline, word: str) -> str:
    """Find a stage of a surveyed pipeline by its id or its name, as a person typed it for `init`.

    Raises:
        InitError: there is none, with those there are; or several of that name, with their ids.
    """
    found = [one.id for one in pipeline.stages if one.id == word] or [
        one.id for one in pipeline.stages if one.name == word
    ]
    if not found:
        names = [one.name for one in pipeline.stages]
        raise InitError(f"В воронке {pipeline.id} нет стадии «{word}», {candidates(word, names)}.")
    if len(found) > 1:
        raise InitError(f"В воронке {pipeline.id} стадий «{word}» несколько: назовите её по id, {' или '.join(found)}.")
    return found[0]


def _chosen(proposal: Proposal, base: BaseSurvey, given: Answers, *, asks: bool) -> Proposal:
    inns = [one.inn for one in base.organisations if is_inn(one.inn)]
    unspaced = "".join((given.organisation or "").split())
    organisation = unspaced if unspaced.isdecimal() else given.organisation
    return replace(
        proposal,
        organisation=_choice("Организация (ИНН)", inns, organisation, proposal.organisation, asks=asks),
        agreement=_choice("Соглашение", base.agreements, given.agreement, proposal.agreement, asks=asks),
        warehouse=_choice("Склад", base.warehouses, given.warehouse, proposal.warehouse, asks=asks),
    )


def _choice(what: str, there: Sequence[str], answered: str | None, proposed: str | None, *, asks: bool) -> str | None:
    if asks and answered is None and len(there) > 1:
        print(f"{what}: {', '.join(there)}.")
        answered = typer.prompt(f"{what} по умолчанию, пусто: никакого", default="", show_default=False) or None
    if answered is not None and answered not in there:
        if asks and (likely := closest(answered, there)) and confirmed(f"«{likely}»?", default=True):
            return likely
        raise InitError(f"{_OF_WHICH_THERE_IS_NONE[what]} «{answered}» в 1С нет, {candidates(answered, there)}.")
    return answered or proposed


def _write(path: Path, proposal: Proposal, portal_id: str, cutoff: datetime) -> None:
    """Write the rules that `init` proposes beside their place and move them there only if they can be read."""
    sample = SAMPLE.read_text(encoding="utf-8")
    if path.exists():
        load_rules(path)  # a file with a mistake is for its author to mend first
        written = writing.again(path.read_text(encoding="utf-8"), sample, proposal, portal_id, cutoff)
    else:
        written = writing.first(sample, proposal, portal_id, cutoff)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(written.text, encoding="utf-8")
    try:
        load_rules(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    if written.kept:
        print(
            shown_lines(
                "Ваши значения остались, а портал и 1С говорят другое:\n"
                + "\n".join(f"  {line}" for line in written.kept)
            )
        )
