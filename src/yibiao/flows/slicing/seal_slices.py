"""A closed round → its slices in files, and an event that names them; and a sealed slice → the query that reads it."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlglot import exp

import yibiao
from yibiao import slicing
from yibiao.errors import NotFound
from yibiao.flows.filling import turns
from yibiao.flows.house import House, common
from yibiao.flows.registry import Registration
from yibiao.flows.units import cells
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.event import Draft
from yibiao.model.place import below
from yibiao.model.seal import Seal, SealManifest
from yibiao.model.sight import WHOLE, Sight
from yibiao.store import ENGINE, Writing

#: Who seals: nobody decides anything.
SEALER: Final = Actor(id="rule:sealing")

#: What somebody sees of a slice, by its registration.
Seen = Callable[[Registration], Sight]


@dataclass(frozen=True)
class SealedSlice:
    """
    One form's slice of a sealed round.

    Attributes:
        bindings: What the form's fields meant then.
        names: Of the units, as they were called then.
        parents: Of the units, as they lay then.
    """

    seal: Seal
    manifest: SealManifest
    file: Path
    bindings: dict[str, Binding]
    names: dict[str, str]
    parents: dict[str, str | None]

    def query(
        self,
        registration: Registration,
        seen: Seen,
        unit: str | None = None,
        *,
        days: bool = False,  # noqa: ARG002  they were sealed as texts
        ages: bool = False,  # noqa: ARG002  they were sealed as numbers
    ) -> slicing.Query:
        """
        What reads what is *seen* of it: all of that, or what is of *unit* and of all that lay below it.

        Whatever a column meant then is masked as that is, whatever it means now.

        Raises:
            NotFound: There was no such unit.
        """
        form = registration.form
        sight = seen(replace(registration, bindings=self.bindings))
        units = common(None if unit is None else self._below(unit), sight.units)
        headers = slicing.headers(form)
        query = slicing.Query(slicing.sealed(str(self.file.absolute()), headers, units), headers)
        return slicing.covered(query, form, sight)

    def _below(self, unit: str) -> list[str]:
        if unit not in self.parents:
            raise NotFound(what_zh="基层单元", what_en="unit", id=unit)
        return below(unit, self.parents)


def due(house: House) -> list[str]:
    """The rounds that are closed and not sealed, oldest first."""
    registry = house.registry
    return [id_ for id_ in registry.rounds.closed if id_ not in registry.sealed]


def period(house: House, round_: str) -> tuple[date, date]:
    """The days that a summary of a round is about."""
    known = house.registry.round(round_)
    return known.opens, known.due


def seal(house: House, round_: str) -> None:
    """
    Seal the slices of every form that a closed round asks, as of its closing, and how far every unit had come.

    Whoever is killed in between begins again; what was written already is found and not written twice.

    Raises:
        PictureBehind: The picture lacks too much to wait for.
        NoRoom: The disk is full.
    """
    seals: list[Seal] = []
    # First, so that whoever looks how far the round came just after it closed waits for these, and counts nothing beside.
    counts = house.seals.keep(
        {unit: each.document() for unit, each in cells.counts_then(house, round_).items()}
    )
    units = house.seals.keep(_units(house))
    for registration in house.registry.asked_in(round_):
        seals.append(_sealed(house, round_, registration, units))
        house.sealed_so_far[round_] = len(seals)
    body = {
        "round": round_,
        "position": house.registry.rounds.closed[round_],
        "seals": [each.document() for each in seals],
        "counts": counts,
    }

    def sealing(writing: Writing) -> Iterable[Draft]:
        id_ = turns.sealing_of(round_)
        if writing.event_of(id_) is None:  # another process may have been quicker
            yield house.draft("round.sealed", SEALER, body, id_=id_)

    house.decide(sealing)
    house.sealed_so_far.pop(round_, None)


def seal_again(house: House, round_: str) -> list[tuple[Seal, Seal]]:
    """Each seal of a round that would say something else if it were sealed now, and what it would be then."""
    changed = []
    for seal_ in house.registry.sealed.of(round_).values():
        manifest = house.seals.manifest(seal_, round_)
        after = _kept(house, manifest.model_copy(update={"replaces": seal_.manifest}))
        if after.slice != seal_.slice and _differ(house, seal_, after):
            changed.append((seal_, after))
    return changed


def tidy(house: House) -> None:
    """Remove the slices that were replaced; whoever was killed before they were gone comes here again."""
    for digest in house.registry.sealed.gone:
        if digest in house.blobs:
            house.blobs.forget(digest)


def sealed_slice(house: House, round_: str, form: str) -> SealedSlice | None:
    """
    A form's slice in a round, once the round is sealed.

    Raises:
        NotFound: There is no such round, or it did not ask the form.
        SealDamaged: It is gone, or not what was written.
    """
    house.registry.round(round_)
    if form not in house.registry.rounds.asks(round_).forms:
        raise NotFound(what_zh="该轮次中的表单", what_en="form in that round", id=form)
    seal_ = house.registry.sealed.of(round_).get(form)
    if seal_ is None:
        return None
    manifest = house.seals.manifest(seal_, round_)
    units = house.seals.document(manifest.units, manifest)
    bindings = house.seals.document(manifest.bindings, manifest)
    return SealedSlice(
        seal_,
        manifest,
        house.seals.file(manifest),
        bindings={each.field: each for each in map(Binding.model_validate, bindings)},
        names={code: name for code, name, _ in units},
        parents={code: parent for code, _, parent in units},
    )


def _sealed(house: House, round_: str, registration: Registration, units: str) -> Seal:
    when = cells.moment(house, round_)
    position, form = house.registry.rounds.closed[round_], registration.form
    summary = form.layout == "summary"
    query = house.slice_of(
        registration,
        WHOLE,
        units=list(house.registry.units) if summary else None,
        as_of=position,
        today=when.today,
        period=period(house, round_),
    )
    with house.journal.reading() as reading:
        link = reading.link(position)
    return _kept(
        house,
        SealManifest(
            round=round_,
            form=form.id,
            bindings=house.seals.keep([each.document() for each in registration.bindings.values()]),
            stream=house.journal.stream,
            position=position,
            link=link or "",
            day=when.today,
            period=period(house, round_),
            query=query.sql(),
            rows=0,
            slice="0" * 64,
            units=units,
            engine=ENGINE,
            program=yibiao.__version__,
        ),
    )


def _kept(house: House, manifest: SealManifest) -> Seal:
    """The answer to the manifest's query, kept, and the manifest with it."""
    slice_ = _written(house, manifest.query)
    rows = _rows(house, [slice_])
    whole = manifest.model_copy(
        update={"rows": rows, "slice": slice_, "engine": ENGINE, "program": yibiao.__version__}
    )
    digest = house.seals.keep(whole.document())
    return Seal(form=manifest.form, rows=rows, manifest=digest, slice=slice_)


def _written(house: House, sql: str) -> str:
    query: exp.Query = exp.maybe_parse(sql, dialect="duckdb")
    name = f"seal-{uuid.uuid4().hex}"
    with house.extracts.of({name: query}, by=slicing.TECHNICAL[0]) as (_, files):
        return house.blobs.adopt(files[name])


def _rows(house: House, slices: Sequence[str], between: str = "UNION ALL") -> int:
    parts = [f"(FROM read_parquet({_text(house, each)}))" for each in slices]
    sql = f"SELECT count(*) FROM ({f' {between} '.join(parts)}) AS found"
    ((count,),) = house.picture.query(sql, as_of=0).rows
    return int(count)


def _differ(house: House, before: Seal, after: Seal) -> bool:
    """Whether two slices say something else, whatever bytes say it."""
    if before.rows != after.rows:
        return True
    return bool(_rows(house, [before.slice, after.slice], "EXCEPT ALL"))


def _text(house: House, digest: str) -> str:
    path = str(house.blobs.path(digest).absolute())
    return exp.Literal.string(path).sql(dialect="duckdb")


def _units(house: House) -> list[tuple[str, str, str | None]]:
    return sorted((each.code, each.name, each.parent) for each in house.registry.units.values())
