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
_UP_TO_THE_INVOICE: tuple[Role, ...] = ("parking", "work", "invoice")
_AFTER_WORK: tuple[Role, ...] = ("invoice", "shipped", "paid", "done")


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
            doubts = _doubted(pipeline, named)
            findings += [Finding(ok=True, text=f"Воронка {number} «{pipeline.name}»: {text}") for text in doubts]
    left = [f"«{one.name}»" for number, one in seen.items() if number not in rules.pipelines]
    if left:
        text = f"Воронки, которых обмен не касается: {', '.join(left)}. Если должен, добавьте их в pipelines."
        findings.append(Finding(ok=True, text=text))
    return findings


def _wrong(pipeline: SeenPipeline, named: PipelineRules) -> list[str]:
    if missing := list(_missing(pipeline, named)):
        return missing
    swapped = list(_swapped(pipeline, named))
    told = {role for roles, _ in swapped for role in roles}
    return [
        *(text for _, text in swapped),
        *_ended(pipeline, named, told),
        *_before_work(pipeline, named, told),
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
    """Find two stages that the rules name for each other's role, as their names tell; with these roles."""
    told = {one.id: role_of_name(one.name) for one in pipeline.stages}
    for place, role in enumerate(ROLES):
        for other in ROLES[place + 1 :]:
            stage, others = named.stage(role), named.stage(other)
            if (told[stage], told[others]) == (other, role) and not _in_order(pipeline, named, role, other):
                text = (
                    f"в {role} ({_MEANS[role]}) названа стадия {pipeline.named(stage)}, а в {other} ({_MEANS[other]}) "
                    f"{pipeline.named(others)}: они перепутаны. Поменяйте их местами в pipelines файла правил."
                )
                yield (role, other), text


def _in_order(pipeline: SeenPipeline, named: PipelineRules, role: Role, other: Role) -> bool:
    """Tell whether two stages up to the invoice stand as the rules have it: some make orders once it is issued."""
    order = [one.id for one in pipeline.stages]
    return other in _UP_TO_THE_INVOICE and order.index(named.stage(role)) < order.index(named.stage(other))


def _doubted(pipeline: SeenPipeline, named: PipelineRules) -> Iterator[str]:
    """Find a stage whose name suggests another role, where one that the rules leave out is called by this one."""
    told = {one.id: role_of_name(one.name) for one in pipeline.stages}
    for role in ROLES:
        stage = named.stage(role)
        better = [one for one in pipeline.stages if told[one.id] == role and one.id not in named.named]
        if told[stage] not in {None, role} and better:
            yield (
                f"в {role} ({_MEANS[role]}) названа стадия {pipeline.named(stage)}, а по названию больше подходит "
                f"«{better[0].name}» ({better[0].id}). Если так и задумано, менять нечего."
            )


def _before_work(pipeline: SeenPipeline, named: PipelineRules, told: AbstractSet[Role]) -> Iterator[str]:
    """Find stages to the left of `work` that the rules take for later ones: deals are moved out of and into them.

    Nothing is said of roles of which something is told already, nor where `work` ends a deal, which is told too.
    """
    order = [one.id for one in pipeline.stages]
    work = order.index(named.work)
    if pipeline.stages[work].ends or "work" in told:
        return
    behind: list[tuple[str, str]] = [(role, named.stage(role)) for role in _AFTER_WORK if role not in told]
    behind += [("later", stage) for stage in named.later]
    wrong = [f"{pipeline.named(stage)} ({key})" for key, stage in behind if order.index(stage) < work]
    if wrong:
        yield (
            f"на портале левее {pipeline.named(named.work)} (work) {'стоит' if len(wrong) == 1 else 'стоят'} "
            f"{', '.join(wrong)}, а по правилам сделка приходит туда после неё. Назовите стадии правее неё в "
            "pipelines файла правил или переставьте стадии на портале."
        )


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
