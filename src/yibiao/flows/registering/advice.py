"""Ask advisors, if the office has any, about the candidates that a person would have to decide on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yibiao import matching
from yibiao.advising import Embedding, LanguageModel
from yibiao.errors import Finding
from yibiao.model.advice import Advice, Advisor
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form


@dataclass(frozen=True)
class Heard:
    """What advisors said of one form, and which said nothing."""

    advised: matching.Advised = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def advisors(settings: Mapping[str, str]) -> tuple[Advisor, ...]:
    """
    The advisors that *settings* name, by the names of `docs/advisors.md`; none unless they do.

    Raises:
        OSError: The file with the key cannot be read.
    """
    found: list[Advisor] = []
    if folder := settings.get("YIBIAO_EMBEDDINGS"):
        found.append(Embedding(Path(folder)))
    if address := settings.get("YIBIAO_LANGUAGE_MODEL"):
        key = settings.get("YIBIAO_LANGUAGE_MODEL_KEY_FILE")
        found.append(
            LanguageModel(
                address,
                settings.get("YIBIAO_LANGUAGE_MODEL_NAME", "default"),
                Path(key).read_text(encoding="utf-8").strip() if key else None,
            )
        )
    return tuple(found)


def hear(
    advisors: Sequence[Advisor], form: Form, matches: Sequence[Match], catalogue: Catalogue
) -> Heard:
    """What *advisors* say of the doubtful candidates of *form*; they are not asked where there is no doubt."""
    doubts = matching.doubts(form, matches, catalogue) if advisors else ()
    if not doubts:
        return Heard()
    said = {each.signal: each.advise(form, doubts) for each in advisors}
    return Heard(
        {
            signal: {
                doubt.key: one for doubt, one in zip(doubts, answer, strict=True) if one is not None
            }
            for signal, answer in said.items()
            if not isinstance(answer, Finding)
        },
        tuple(each for each in said.values() if isinstance(each, Finding)),
    )


class Hearing:
    """Forms one after another: who fell silent once is not waited for again."""

    def __init__(self, advisors: Sequence[Advisor]) -> None:
        self._advisors = list(advisors)
        self.findings: list[Finding] = []

    def advise(
        self, form: Form, matches: tuple[Match, ...], catalogue: Catalogue
    ) -> tuple[Match, ...]:
        """*matches* in the light of what those say that have not fallen silent yet."""
        said: dict[str, Mapping[tuple[str, tuple[str, ...], str], Advice]] = {}
        for each in tuple(self._advisors):
            heard = hear([each], form, matches, catalogue)
            said.update(heard.advised)
            if heard.findings:
                self._advisors.remove(each)
                self.findings.extend(heard.findings)
        return matching.advised(matches, said)
