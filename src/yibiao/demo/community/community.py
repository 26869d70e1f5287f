"""A community that files: its workers put it on record, answer what is still asked, and go round again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from yibiao.demo.community import answering, filing, renewal
from yibiao.demo.community.filing import Filed
from yibiao.demo.community.renewal import Renewal
from yibiao.demo.community.subject import Population
from yibiao.model.catalogue import Catalogue, starter


class Community(Population):
    """A made-up community with a worker in every grid."""

    @property
    def workers(self) -> tuple[str, ...]:
        """Their ids as actors."""
        return tuple(f"worker:{each.code}" for each in self.grids)

    def answer(self, subject: str, element: str, catalogue: Catalogue | None = None) -> Any:
        """What is true, or likely, of one subject; `None` where there is nothing to say."""
        catalogue = catalogue or starter()
        asked = catalogue.elements[element]
        return answering.answer(self, self.subjects[subject], asked, catalogue.codes_of(asked))

    def opening(
        self,
        known: Collection[str],
        round_: str | None = None,
        *,
        catalogue: Catalogue | None = None,
        workers: Sequence[str] = (),
    ) -> Iterator[Filed]:
        """As `filing.opening`."""
        return filing.opening(self, known, catalogue or starter(), workers or self.workers, round_)

    def filling_in(
        self,
        missing: Mapping[str, Sequence[str]],
        catalogue: Catalogue,
        round_: str | None = None,
        *,
        workers: Sequence[str] = (),
    ) -> Iterator[Filed]:
        """As `filing.filling_in`."""
        return filing.filling_in(self, missing, catalogue, workers or self.workers, round_)

    def renewed(
        self,
        asked: Mapping[str, Collection[str]],
        base: int,
        round_: str | None = None,
        *,
        catalogue: Catalogue | None = None,
        workers: Sequence[str] = (),
    ) -> Renewal:
        """As `renewal.second_round`: the entries, and what must be held after them."""
        return renewal.second_round(
            self, asked, base, catalogue or starter(), workers or self.workers, round_
        )

    def second_round(
        self,
        asked: Mapping[str, Collection[str]],
        base: int,
        round_: str | None = None,
        *,
        workers: Sequence[str] = (),
    ) -> Iterator[Filed]:
        """The entries alone."""
        return iter(self.renewed(asked, base, round_, workers=workers).entries)
