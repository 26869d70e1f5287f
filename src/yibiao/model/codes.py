"""Code lists: permitted values, named after a standard where there is one."""

from functools import cached_property

from yibiao.model.text import Noun, Text


class Code(Noun):
    """One permitted value. `parent` is the coarser code it refines; `synonyms` are other ways to write its label."""

    code: str
    label: Text
    parent: str | None = None
    synonyms: tuple[str, ...] = ()


class CodeList(Noun):
    """Permitted values with their source; `id` such as `gbt-2261.1-sex`."""

    id: str
    name: Text
    standard: str | None = None
    edition: str | None = None
    source: str
    codes: tuple[Code, ...]

    @cached_property
    def by_code(self) -> dict[str, Code]:
        """The codes by their code."""
        return {each.code: each for each in self.codes}
