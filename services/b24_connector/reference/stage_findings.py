"""`check`: whether the pipelines and stages that the rules name are what people call them."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from shared.process.findings import Finding
from shared.process.survey import SeenPipeline, SeenStage
from shared.rules import Rules
from shared.rules.candidates import candidates, closest
from shared.rules.pipelines import ROLES, PipelineRules, Role
from shared.rules.roles import role_of_name

_CORRECT = "Исправьте pipelines в файле правил."
_MEANS: Mapping[Role, str] = {
    "parking": "заказ поступил",
    "work": "заказ в работе",
    "invoice": "счёт выставлен",
    "shipped": "отгружен",
    "paid": "оплачен",
    "done": "отгружен и оплачен",
}


def check_pipelines(seen: Mapping[str, SeenPipeline], rules: Rules) -> list[Finding]:
    """Compare the portal's pipelines with those of the rules, one sentence for each mistake."""
    findings: list[Finding] = []
    for number, named in rules.pipelines.items():
        pipeline = seen.get(number)
        if pipeline is None:
            there = "; ".join(f"{one.id} «{one.name}»" for one in seen.values())
            text = f"Воронки {number} в портале нет, или она закрыта для владельца вебхука; есть: {there}. {_CORRECT}"
            findings.append(Finding(ok=False, text=text))
            continue
        texts = _wrong(pipeline, named)
        findings += [Finding(ok=False, text=f"Воронка {number} «{pipeline.name}»: {text}") for text in texts]
        if not texts:
            names = " → ".join(pipeline.named(named.stage(role)).strip("«»") for role in ROLES)
            findings.append(Finding(ok=True, text=f"Воронка {number}: {names}."))
    left = [f"«{one.name}»" for number, one in seen.items() if number not in rules.pipelines]
    if left:
        text = f"Воронки, которых обмен не касается: {', '.join(left)}. Если должен, добавьте их в pipelines."
        findings.append(Finding(ok=True, text=text))
    return findings


def _wrong(pipeline: SeenPipeline, named: PipelineRules) -> list[str]:
    missing = list(_missing(pipeline, named))
    swapped = list(_swapped(pipeline, named))
    told = {role for roles, _ in swapped for role in roles}
    return missing or [
        *(text for _, text in swapped),
        *_ended(pipeline, named, told),
        *_unnamed(pipeline, named),
    ]


def _missing(pipeline: SeenPipeline, named: PipelineRules) -> Iterator[str]:
    shown = {one.id: f"{one.id} ({one.name})" for one in pipeline.stages}
    for stage in dict.fromkeys(named.named):
        if stage not in shown:
            likely = _likely(stage, pipeline, named)
            found = candidates(stage, shown.values(), likely=likely.id if likely else None)
            yield f"в портале нет стадии {stage}; {found}. {_CORRECT}"


def _likely(stage: str, pipeline: SeenPipeline, named: PipelineRules) -> SeenStage | None:
    """Find the portal's stage that was meant: by nearly the same letters, else by a name that suggests the role."""
    by_id, by_name = {one.id: one for one in pipeline.stages}, {one.name: one for one in pipeline.stages}
    plain = stage.rpartition(":")[2]
    if (id_ := closest(stage, by_id)) or (name := closest(plain, by_name)):
        return by_id[id_] if id_ else by_name[str(name)]
    roles = {role for role in ROLES if named.stage(role) == stage}
    speaking = [one for one in pipeline.stages if role_of_name(one.name) in roles]
    return speaking[0] if len(speaking) == 1 else None


def _swapped(pipeline: SeenPipeline, named: PipelineRules) -> Iterator[tuple[tuple[Role, ...], str]]:
    """Find a stage whose name suggests another role, where another stage's name suggests this one; with its roles."""
    told = {one.id: role_of_name(one.name) for one in pipeline.stages}
    of = {role: named.stage(role) for role in ROLES}
    done: set[Role] = set()
    for role, stage in of.items():
        speaks = told.get(stage)
        better = [one for one, hint in told.items() if hint == role and one != stage]
        if role in done or speaks in {None, role} or not better:
            continue
        if speaks and told.get(of[speaks]) == role:
            done |= {role, speaks}
            text = (
                f"в {role} ({_MEANS[role]}) названа стадия {pipeline.named(stage)}, а в {speaks} ({_MEANS[speaks]}) "
                f"{pipeline.named(of[speaks])}: они перепутаны. Поменяйте их местами в pipelines файла правил."
            )
            yield (role, speaks), text
        else:
            text = (
                f"в {role} ({_MEANS[role]}) названа стадия {pipeline.named(stage)}, а по названию подходит "
                f"{pipeline.named(better[0])}, {better[0]}. {_CORRECT}"
            )
            yield (role,), text


def _ended(pipeline: SeenPipeline, named: PipelineRules, told: AbstractSet[Role]) -> Iterator[str]:
    """Find a stage that ends a deal, but stands in the rules for what does not, in a role of which nothing is told."""
    ends: Mapping[str, SeenStage] = {one.id: one for one in pipeline.stages if one.ends}
    for role in ROLES:
        stage = ends.get(named.stage(role))
        if stage is not None and role not in told and (role, stage.ends) != ("done", "S"):
            how = "успешная" if stage.ends == "S" else "провальная"
            yield f"стадия «{stage.name}» {how}, она закрывает сделку, а названа в {role}. {_CORRECT}"
    for one in named.lost:
        if one in ends and ends[one].ends == "S":
            yield f"успешная стадия «{ends[one].name}» названа в lost. {_CORRECT}"


def _unnamed(pipeline: SeenPipeline, named: PipelineRules) -> Iterator[str]:
    """Find open stages to the right of `work` that the rules do not name: a deal there gets no order."""
    order = [one.id for one in pipeline.stages]
    behind = pipeline.stages[order.index(named.work) + 1 :]
    for one in behind:
        if not one.ends and one.id not in named.named:
            yield (
                f"стадия «{one.name}» ({one.id}) стоит после {pipeline.named(named.work)}, а правила её не называют: "
                "сделку в ней обмен не двигает и заказа для неё не создаёт. Добавьте её в later этой воронки."
            )
