"""Changes: what has changed in a form's slice since somebody looked, step by step, nothing left out and nothing made up."""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from yibiao import access, slicing
from yibiao.errors import BadRequest, Finding, SliceRedefined
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing.moments import moment_of
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.moment import Mark, read
from yibiao.model.sight import Sight
from yibiao.model.table import Header

#: Rows in one answer, unless said otherwise, and at most.
ROWS: Final = 1_000
MOST_ROWS: Final = 10_000

#: Entries that one step goes over, whoever they are about.
_STEP: Final = 1_000

#: Steps in which nothing changed that one answer goes over, before it says how far it has come.
_STEPS: Final = 50

#: More subjects than these are not looked for one by one.
_MANY: Final = 5_000

#: A day to compare with, on which nothing was filed.
_SOME_DAY: Final = date(2000, 1, 1)

_STATED: Final = """
SELECT DISTINCT "#subject" FROM "statement"
WHERE "#position" > $after AND "#position" <= $until AND "#kind" IN (SELECT unnest($kinds::VARCHAR[]))
LIMIT $limit
"""
_UNTIL: Final = """
SELECT DISTINCT "#position" AS "at" FROM "statement"
WHERE "#position" > $after AND "#position" <= $head ORDER BY "at" LIMIT $limit
"""
#: Whoever was ever led to from one of these, or led there.
_AROUND: Final = """
WITH "pair" AS (
    SELECT "#subject" AS "one", unnest(
        CASE json_type("value") WHEN 'ARRAY' THEN CAST("value" AS VARCHAR[])
             WHEN 'VARCHAR' THEN [json_extract_string("value", '$')] ELSE [] END) AS "other"
    FROM "statement"
    WHERE "#position" <= $until AND "#element" IN (SELECT unnest($links::VARCHAR[]))
), "near" AS (SELECT unnest($subjects::VARCHAR[]) AS "id")
SELECT DISTINCT "id" FROM (
    SELECT "one" AS "id" FROM "pair" WHERE "other" IN (FROM "near")
    UNION ALL SELECT "other" FROM "pair" WHERE "one" IN (FROM "near")
    UNION ALL FROM "near")
LIMIT $limit
"""


@dataclass(frozen=True)
class RowChange:
    """A row that was added or changed, as it is by now, or has left: out of scope, of sight, moved away, or closed."""

    change: Literal["added", "changed", "left"]
    subject: str
    unit: str
    row: tuple[Any, ...] | None

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "change": self.change,
            "subject": self.subject,
            "unit": self.unit,
            **({} if self.row is None else {"row": list(self.row)}),
        }


@dataclass(frozen=True)
class Changes:
    """
    What has changed.

    Attributes:
        since: Since when, as it was asked for.
        next: Since when to ask for what comes after these.
        as_of: Journal position up to which they go.
        more: Whether there is more already.
    """

    form: Form
    headers: tuple[Header, ...]
    changes: tuple[RowChange, ...]
    since: str | None
    next: str
    as_of: int
    more: bool


def changes(
    house: House,
    form: str,
    actor: Actor,
    *,
    since: str | None = None,
    unit: str | None = None,
    limit: int = ROWS,
) -> Changes:
    """
    What has changed in a form's slice since a position, a day, a moment, or what an earlier answer gave as `next`.

    Whoever has the slice as of *since*, and takes in what these say, answer by answer, has it as of `next` once there is
    no more. Without *since* nothing has changed: `next` is where to begin, and `as_of` it is which slice to begin with.

    Args:
        house: Where.
        form: The form.
        actor: Who asks; of whose sight a row can come and go, too.
        since: Since when.
        unit: Only of this unit and all below it.
        limit: So many rows at most.

    Raises:
        NotFound: There is no such form or unit.
        NotAdmitted: The form was never let into circulation.
        BadRequest: *since* is no time.
        SliceRedefined: What the slice shows was decided otherwise since, or the journal is another.
        PictureBehind: The picture lacks too much to wait for.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    registration.require_answers()
    followed = _Followed(house, registration, house.sight(actor, registration), unit)
    if since is None:
        return followed.answer((), None, followed.now, more=False)
    found = followed.since(since, min(limit, MOST_ROWS))
    house.noted(actor, "slice", form, len(found.changes))
    return found


def _nowhere() -> BadRequest:
    return BadRequest(Finding("moment-unknown", "?since"), reason="since")


@dataclass(frozen=True)
class _Step:
    """From one mark to the next; `past` is the last subject that was told of already."""

    before: Mark
    after: Mark
    past: str | None = None

    def __str__(self) -> str:
        past = base64.urlsafe_b64encode((self.past or "").encode()).decode().rstrip("=")
        return f"{self.before}>{self.after.position}@{self.after.day}>{past}"


@dataclass
class _Followed:
    """A slice as somebody follows it."""

    house: House
    registration: Registration
    sight: Sight
    unit: str | None

    @cached_property
    def now(self) -> Mark:
        """Where the journal stands, and the day."""
        return Mark(self.house.journal.head, self.house.today, self.sense)

    @cached_property
    def sense(self) -> str:
        """What tells one way of answering the slice from another."""
        said = self.query(Mark(0, _SOME_DAY)).sql()
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def query(self, mark: Mark, *, past: bool = True) -> slicing.Query:
        """The slice as of a mark, or as of now by the day of the mark."""
        return self.house.slice_of(
            self.registration,
            self.sight,
            units=self._units,
            as_of=mark.position if past else None,
            today=mark.day,
        )

    @cached_property
    def _units(self) -> Sequence[str] | None:
        registry, form = self.house.registry, self.registration.form
        if self.unit is None and form.layout != "summary":
            return None
        return list(registry.units) if self.unit is None else registry.subtree(self.unit)

    def since(self, said: str, limit: int) -> Changes:
        """What has changed since then."""
        step = self._begun(said)
        for _ in range(_STEPS):
            if step is None:
                return self.answer((), said, self.now, more=False)
            found = list(self._changed(step, limit + 1))
            if len(found) > limit:
                rest = _Step(step.before, step.after, found[limit - 1].subject)
                return self.answer(found[:limit], said, rest, more=True)
            reached = step.after
            step = self._next(reached)
            if found:
                return self.answer(found, said, reached, more=step is not None)
        return self.answer((), said, reached, more=step is not None)

    def answer(
        self, found: Sequence[RowChange], since: str | None, reached: Mark | _Step, *, more: bool
    ) -> Changes:
        """As it is told."""
        at = reached.before if isinstance(reached, _Step) else reached
        form = self.registration.form
        return Changes(
            form, slicing.headers(form), tuple(found), since, str(reached), at.position, more
        )

    def _begun(self, said: str) -> _Step | None:
        """The step that somebody is in, or the next."""
        before, _, rest = said.partition(">")
        mark = self._mark(before)
        if not rest:
            return self._next(mark)
        until, _, past = rest.partition(">")
        after = read(until)
        try:
            subject = base64.urlsafe_b64decode(past + "=" * (-len(past) % 4)).decode()
        except (binascii.Error, ValueError):
            raise _nowhere() from None
        if not isinstance(after, Mark):
            raise _nowhere()
        self._require_there(after.position)
        return _Step(mark, Mark(after.position, after.day, self.sense), subject or None)

    def _mark(self, said: str) -> Mark:
        known = read(said)
        if isinstance(known, Mark | int):
            position = known.position if isinstance(known, Mark) else known
            self._require_there(position)
            if position == 0:
                return Mark(0, self.house.today, self.sense)
        if isinstance(known, Mark):
            if known.sense not in (None, self.sense):
                raise SliceRedefined(form=self.registration.form.id)
            return Mark(known.position, known.day, self.sense)
        moment = moment_of(self.house, said, said_in="since")
        return Mark(moment.as_of or 0, moment.today, self.sense)

    def _require_there(self, position: int) -> None:
        """Somebody who has heard of what is not there any more follows another journal: a backup was restored."""
        if position > self.house.journal.head:
            raise SliceRedefined(form=self.registration.form.id)

    def _next(self, mark: Mark) -> _Step | None:
        """The next step after a mark; first the day is brought up to date, and then the journal."""
        if mark.day != self.now.day:
            return _Step(mark, Mark(mark.position, self.now.day, self.sense))
        if mark.position >= self.now.position:
            return None
        asked = {"after": mark.position, "head": self.now.position, "limit": _STEP + 1}
        found = self.house.picture.query(_UNTIL, asked, as_of=self.now.position).rows
        position = self.now.position if len(found) <= _STEP else found[_STEP - 1][0]
        return _Step(mark, Mark(position, mark.day, self.sense))

    def _changed(self, step: _Step, limit: int) -> Iterator[RowChange]:
        before, after = step.before, step.after
        subjects: Sequence[str] | None = None
        if before.day == after.day:
            subjects = self._touched(before.position, after.position)
            if subjects == []:
                return
        elif before.position == after.position and not self._passes:
            return
        columns = [each.id for each in slicing.headers(self.registration.form)]
        asked = slicing.differing(
            self.query(before).expression,
            self.query(after).expression,
            columns,
            subjects=subjects,
            past=step.past,
            limit=limit,
        )
        answer = self.house.picture.query(asked, as_of=after.position)
        for subject, unit, change, *row in answer.rows:
            yield RowChange(change, subject, unit, None if change == "left" else tuple(row))

    @cached_property
    def _passes(self) -> bool:
        """Whether the slice depends on the day."""
        other = date(_SOME_DAY.year, _SOME_DAY.month, _SOME_DAY.day + 1)
        texts = {self.query(Mark(0, day)).sql() for day in (_SOME_DAY, other)}
        return len(texts) > 1

    @cached_property
    def _reads(self) -> list[str]:
        """The kinds of subject whose tables it reads, one as often as it is read."""
        kinds = {each.value for each in SubjectKind}
        return [each for each in slicing.kinds_read(self._whole) if each in kinds]

    @cached_property
    def _whole(self) -> Any:
        return self.query(Mark(0, _SOME_DAY), past=False).expression

    def _touched(self, after: int, until: int) -> list[str] | None:
        """The subjects whose rows may have changed; none where they are too many to look for one by one."""
        kinds = sorted(set(self._reads))
        asked = {"after": after, "until": until, "kinds": kinds, "limit": _MANY + 1}
        found = [each for (each,) in self.house.picture.query(_STATED, asked, as_of=until).rows]
        if not found:
            return []
        if self.registration.form.layout == "summary":
            return None
        links = sorted(self.house.registry.catalogue.links)
        for _ in self._reads[1:]:
            if len(found) > _MANY:
                break
            asked = {"until": until, "links": links, "subjects": found, "limit": _MANY + 1}
            found = [each for (each,) in self.house.picture.query(_AROUND, asked, as_of=until).rows]
        return None if len(found) > _MANY else found
