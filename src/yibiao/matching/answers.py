"""How people had an element's codes answered by a form's options, for the next form that offers the same ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yibiao.matching.crosswalk import is_prompt
from yibiao.matching.meaning import folded
from yibiao.model.catalogue import Wording
from yibiao.model.form import Option

#: The form and its field.
_Place = tuple[str, str]
#: What an element's codes, or what these are called, are answered by: the title of an option, or none.
_Said = Mapping[str, str | None]


@dataclass
class Answers:
    """
    What was decided last of each element and each set of options, however these are coded and in whatever order.

    Another set is another question: whoever is divorced is 未婚 where there is nothing but 已婚 beside it.
    """

    _said: dict[frozenset[str], dict[str, dict[_Place, _Said]]] = field(default_factory=dict)
    _where: dict[_Place, tuple[frozenset[str], str]] = field(default_factory=dict)

    def decide(self, wording: Wording) -> None:
        """Take in what was decided of a field; what was decided of it before, or is refused now, stands no more."""
        place = wording.form, wording.field.id
        titles, element = self._where.get(place, (frozenset(), ""))
        if element == wording.element or (element and not wording.refused):
            del self._said[titles][element][place], self._where[place]
        titles = _titles(wording.field.options)
        if wording.by_person and wording.answers and titles and not wording.refused:
            self._where[place] = titles, wording.element
            said = self._said.setdefault(titles, {}).setdefault(wording.element, {})
            said[place] = wording.answers

    def to(self, options: Sequence[Option]) -> dict[str, dict[str, str | None]]:
        """Elements of which it was decided for such *options* → their codes, each with the value of its option or none."""
        values = {folded(each.title): each.value for each in options if not is_prompt(each)}
        found = self._said.get(_titles(options), {})
        return {
            element: {
                code: None if title is None else values[folded(title)]
                for code, title in next(reversed(places.values())).items()
            }
            for element, places in found.items()
            if places
        }


def _titles(options: Sequence[Option]) -> frozenset[str]:
    """What is offered; nothing where two options say the same."""
    offered = [folded(each.title) for each in options if not is_prompt(each)]
    return frozenset(offered) if len(set(offered)) == len(offered) else frozenset()
