"""The house that every flow works in: one data directory, its journal and picture, and the registry folded from it."""

import secrets
import threading
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from yibiao import access, credentials, filling, merging, slicing
from yibiao.access import Act
from yibiao.flows.following.following import Follower
from yibiao.flows.granting.visitors import Visitors
from yibiao.flows.outside import Outside
from yibiao.flows.registry import REGISTRY_KINDS, Registration, Registry
from yibiao.flows.remembering import AsOf, Remembering
from yibiao.flows.slicing.worded import Worded, Wordings
from yibiao.flows.subject.undecided import Undecided
from yibiao.model.accessed import Access, What
from yibiao.model.actor import Actor, Came, Grant, Scopes
from yibiao.model.advice import Advisor
from yibiao.model.event import Draft, EventKind
from yibiao.model.form import Form
from yibiao.model.imports import Import
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.period import Span, span_of
from yibiao.model.place import COMMUNITY_DIGITS, day_in_china
from yibiao.model.record import Record
from yibiao.model.sight import Sight
from yibiao.model.units import Units
from yibiao.model.where import EVERYWHERE, AtUnit, OfDepartment, OfImport, OfSubject, Where
from yibiao.store import (
    Accesses,
    Blobs,
    Closable,
    DataDirectory,
    Extracts,
    Journal,
    Keyring,
    Picture,
    Seals,
    Webhooks,
    Writing,
)

if TYPE_CHECKING:
    from yibiao.intake import Reading

Thing = TypeVar("Thing")

#: Passwords that are hashed at once.
HASHED_TOGETHER: Final = 2

#: As many plans are remembered; what was asked for longest ago is forgotten.
_REMEMBERED: Final = 1_000

#: As many answers are: they may have a figure of every unit (12 MB of ten thousand), and are of every day and set of units asked for.
_ANSWERS: Final = 8

#: Events that change nothing of what is asked.
_BESIDE: Final = (
    "import.", "grant.", "account.", "challenge.", "sentinel.", "webhook.", "round.submitted", "round.returned",
)  # fmt: skip


class House(Closable):
    """
    One data directory, open for work. Only one process at a time may have it open.

    Args:
        directory: Where the journal and the picture lie; made when it is not there.
        journal: Address of the database that holds the journal instead.
        advisors: Who is asked about doubtful matches; nobody unless given.
        memory: That the picture's engine may take, such as `2GB`.
        at_first: The same where that is not given, until something needs more.
        now: The clock; given so that a demo or test can live on another day.

    Raises:
        InUse: Another process has it open.
        Unreachable: The database cannot be opened.
    """

    def __init__(
        self,
        directory: Path,
        *,
        journal: str | None = None,
        advisors: Sequence[Advisor] = (),
        memory: str | None = None,
        at_first: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.now = now
        self.advisors = tuple(advisors)
        #: How files are read; the doors have it done in another process (`apart`).
        self.read: Callable[..., list[Reading]] = _read
        self._directory = DataDirectory(
            directory,
            journal,
            fold=filling.fold,
            keying=filling.Keys(),
            memory=memory,
            at_first=at_first,
        )
        self.journal: Journal = self._directory.journal
        self.picture: Picture = self._directory.picture
        self.picture.kept = self._kept
        self.extracts = Extracts(self.picture, self.journal)
        self.blobs: Blobs = self._directory.blobs
        self.seals: Seals = self._directory.seals
        self.webhooks: Webhooks = self._directory.webhooks
        #: Where webhooks may lead; a service is told by its configuration.
        self.outside = Outside()
        #: Of rounds that are just being sealed, how many slices are.
        self.sealed_so_far: dict[str, int] = {}
        self._attending: list[Closable] = []
        self.registry = Registry()
        self.keyring: Keyring = self._directory.keyring
        self.accesses: Accesses = self._directory.accesses
        self.visitors = Visitors(self.keyring, self.registry, now, secrets.token_bytes)
        #: On which day an administrator last looked as somebody else, by both.
        self.viewed: dict[tuple[str, str], date] = {}
        self.attempts = credentials.Attempts()
        # Held while a password is hashed: each takes memory, and a crowd would take all of it.
        self._hashing = threading.BoundedSemaphore(HASHED_TOGETHER)
        #: Held from reading the registry to writing what was decided on it, so that nobody decides on yesterday's.
        self.deciding = threading.RLock()
        self._folding = threading.RLock()
        # The position of the newest event that changed anything of what is asked.
        self._asked_at = 0
        self._tables: dict[
            tuple[SubjectKind, str | None], tuple[tuple[int, date], MergedTable]
        ] = {}
        self._plans = Remembering(_REMEMBERED)
        self._answers = Remembering(_ANSWERS)
        self._wordings = Wordings()
        #: Whom subjects may be one with.
        self.undecided = Undecided(self.journal)
        self._follower: Follower | None = None
        self.refresh()

    def close(self) -> None:
        """Finish what is queued and let go of the directory."""
        while self._attending:
            self._attending.pop().close()
        if self._follower is not None:
            self._follower.close()
        self.visitors.close()
        self._directory.close()

    def make_ready(self) -> None:
        """Have at hand what the first entry would wait for, and with it everybody who comes meanwhile; for a service."""
        for kind in dict.fromkeys(each.form.subject for each in self.registry.asked_on(self.today)):
            filling.make_ready(self.table(kind))

    def follow(self) -> None:
        """From now on have picture and registry kept near the journal, in the background; for a service."""
        self._follower = self._follower or Follower(self.picture, self.refresh)

    def attend(self, thing: Closable) -> None:
        """From now on have *thing* do its work in the background, until the house is closed."""
        self._attending.append(thing)

    @property
    def today(self) -> date:
        """The day in China by the house's clock."""
        return day_in_china(self.now())

    def refresh(self) -> None:
        """Fold what the journal says of the registry since last time."""
        with self._folding:
            for event in self.journal.events(after=self.registry.position, kinds=REGISTRY_KINDS):
                self.registry.apply(event)
                if not event.kind.startswith(_BESIDE):
                    self._asked_at = event.position

    def draft(
        self,
        kind: EventKind,
        actor: Actor,
        body: dict[str, Any],
        *,
        id_: str | None = None,
        unit: str | None = None,
    ) -> Draft:
        """An event to be, by *actor*, now; under an id of its own unless one is given."""
        id_ = id_ or uuid.uuid4().hex
        return Draft(id=id_, kind=kind, actor=actor.id, at=self.now(), body=body, unit=unit)

    def record(self, drafts: Iterable[Draft]) -> int:
        """Write *drafts* to the journal, all or none, and fold them; the position of the last, or of the newest event."""
        drafts = list(drafts)
        return self.decide(lambda _: drafts)

    def decide(self, drafts: Callable[[Writing], Iterable[Draft]]) -> int:
        """As `record`, of what *drafts* says in its turn, seeing everything that anybody wrote before it."""

        def written(writing: Writing) -> int:
            for each in drafts(writing):
                writing.append(each)
            return writing.head

        head = self.journal.write(written)
        self.refresh()
        return head

    def once(self, what: Hashable, compute: Callable[[], Thing]) -> Thing:
        """
        What *compute* gives, computed anew when the journal has moved on, the day has changed, or a few others were asked for since.

        Whoever asks while it is computed waits for that.
        """

        def now() -> AsOf:
            return AsOf((self.journal.head, self._asked_at), self.today)

        return self._answers.remembered(what, now, compute)

    def planned(self, what: Hashable, plan: Callable[[], Thing]) -> Thing:
        """What *plan* gives, made anew only when anything of what is asked has changed, or the day has, or it was forgotten."""

        def now() -> AsOf:
            return AsOf((self._asked_at,), self.today)

        return self._plans.remembered(what, now, plan)

    @property
    def wording(self) -> tuple[int, date]:
        """As of when slices are worded; read before anything else that their words depend on."""
        return self._asked_at, self.today

    def worded(
        self, wording: tuple[int, date], what: Hashable, word: Callable[[], Worded]
    ) -> Worded:
        """What *word* gives for *what* as of *wording*; what was asked for longest ago is forgotten."""
        return self._wordings.worded(wording, what, word)

    def _kept(self) -> Mapping[str, tuple[str, str, str, bool]]:
        return slicing.kept(self.registry.catalogue)

    def table(self, kind: SubjectKind, round_: str | None = None) -> MergedTable:
        """
        The one table of subjects of *kind*: what is asked today, by the forms in force and by every round that takes entries.

        That of a round is what the round asks, whatever was retired or decided otherwise since it opened.
        """
        known = self._tables.get((kind, round_))
        if known is not None and known[0] == self.wording:
            return known[1]
        with self._folding:
            at = _, today = self.wording  # forms expire overnight
            registry = self.registry
            forms = registry.asked_in(round_) if round_ else registry.asked_on(today)
            open_ = [round_] if round_ else [each.id for each in registry.rounds.taking(today)]
            elements = {id_ for each in open_ for id_ in registry.rounds.asks(each).elements}
            made = self.merged(kind, forms, elements)
            if known is not None and known[1] == made:
                made = known[1]  # the very same, so that what was compiled of it still holds
            self._tables[kind, round_] = (at, made)
            return made

    def merged(
        self, kind: SubjectKind, forms: Sequence[Registration], elements: Iterable[str] = ()
    ) -> MergedTable:
        """The one table of subjects of *kind* over some forms, and *elements* besides."""
        return merging.merge(
            kind,
            [each.form for each in forms],
            [binding for each in forms for binding in each.bindings.values()],
            self.registry.catalogue,
            elements,
        )

    def actor(self, id_: str, scopes: Scopes | None = None) -> Actor:
        """Whoever has that id, with every grant that they hold by now; narrowed to a token's *scopes*, if there are some."""
        grants = self.registry.grants.of(id_)
        return Actor(id=id_, grants=grants, **({} if scopes is None else {"scopes": scopes}))

    def hashed(self, password: str) -> str:
        """The hash of a password; only a few are made at once."""
        with self._hashing:
            return credentials.hashed(password, secrets.token_bytes(16))

    def proved(self, known: str | None, password: str) -> bool:
        """Whether a password is the one whose hash is *known*; it takes as long where none is."""
        with self._hashing:
            return credentials.verify(known, password)

    def at(self, unit: str) -> AtUnit:
        """A unit as the policy is asked about it."""
        return AtUnit(unit, tuple(self.registry.above(unit)))

    def about(self, subject: str) -> OfSubject:
        """A subject as the policy is asked about it: where its unit is, or nowhere."""
        record = self.journal.record(subject)
        return OfSubject(subject, None if record is None else self.at(record.unit))

    def reads(self, actor: Actor, unit: str) -> bool:
        """Whether *actor* reads records of a unit."""
        return access.may(actor, "record.read", self.at(unit), self.today)

    def knows(self, actor: Actor, subject: Record) -> bool:
        """Whether *actor* may know that there is such a subject: they read or file where it is."""
        return self.reads(actor, subject.unit) or access.may(
            actor, "entry.file", self.at(subject.unit), self.today
        )

    def require_giving(self, actor: Actor, act: Act, grant: Grant) -> None:
        """
        Let *actor* give *grant*, or take it (*act*).

        Raises:
            GrantTooWide: No grant of the actor's holds so much.
        """
        above = self.registry.above(grant.unit) if grant.unit else ()
        access.require_giving(actor, act, grant, above, self.today)

    def noted(
        self, actor: Actor, what: What, place: str, rows: int, *, exported: bool = False
    ) -> None:
        """
        Keep in the record of access that *actor* is given so many rows, or by what way they came to see any.

        What is taken out (*exported*) waits until that is on disk.
        """
        came = actor.came or Came()
        access_ = Access(
            at=self.now(),
            actor=actor.id,
            what=what,
            place=place,
            rows=rows,
            exported=exported,
            seen_by=actor.seen_by,
            purpose=came.purpose or access.purposes(actor, self.today),
            address=came.address,
        )
        (self.accesses.written if exported else self.accesses.note)(access_)

    def of_import(self, brought: Import) -> Where:
        """What an import was brought for, as the policy is asked about it."""
        return self.of(brought.unit, brought.department)

    def of(self, unit: str | None, department: str | None) -> Where:
        """A unit, a department or what it holds about a unit, as the policy is asked about it; the house, if it is neither."""
        if unit is not None:
            at = self.at(unit)
            return at if department is None else OfImport(at, department)
        return EVERYWHERE if department is None else OfDepartment(department)

    def sight(self, actor: Actor, registration: Registration) -> Sight:
        """What *actor* sees of a form's slice today."""
        registry = self.registry
        seen = access.sight(
            actor,
            registration.form,
            registration.bindings,
            registry.catalogue,
            today=self.today,
            subtree=lambda root: list(registry.units) if root is None else registry.subtree(root),
        )
        return Sight(tuple(replace(each, units=self.among(each.units)) for each in seen.panes))

    def among(self, units: Sequence[str] | None) -> Units | None:
        """Some units, and how they lie among all; `None` is all."""
        if units is None or isinstance(units, Units):
            return units
        return Units.among(units, self.registry.codes)

    def slice_of(
        self,
        registration: Registration,
        sight: Sight,
        *,
        units: Sequence[str] | None = None,
        as_of: int | None = None,
        stated: bool = False,
        today: date | None = None,
        period: Span | None = None,
        digits: int = COMMUNITY_DIGITS,
        by: slicing.By | None = None,
        days: bool = False,
        ages: bool = False,
    ) -> slicing.Query:
        """
        The query of what is seen of a form's slice; the one place where a slice is compiled.

        It is by the ages of today unless another day is given, or the form reckons them on the last day of the period.
        Where no period is asked for, it is the one of the form's own in which that day lies. Of a register that is to be
        compared, *days* stay days, unless a part of one is all that is shown, and *ages* have days of birth behind them.
        *stated* is as `slicing.compile` takes it.
        """
        form, day = registration.form, today or self.today
        period = period or span_of(form.period, day)
        query = slicing.compile(
            form,
            tuple(registration.bindings.values()),
            self.registry.catalogue,
            today=period[1] if period and form.reckoned == "period-end" else day,
            units=self.among(self.reporting(form, common(units, sight.units))),
            as_of=as_of,
            stated=stated,
            period=period,
            digits=digits,
            by=by,
            days=[each.id for each in form.fields if days and sight.mask(each.id) == "full"],
            ages=ages,
        )
        return slicing.covered(query, form, sight)

    def reporting(self, form: Form, codes: Sequence[str] | None) -> Sequence[str] | None:
        """The units that rows are of: of a summary, those that figures are given for or counted with."""
        if codes is None or form.layout != "summary":
            return codes
        units = self.registry.units
        return [each for each in codes if units[each].community or len(each) > COMMUNITY_DIGITS]


def _read(content: bytes, filename: str, **said: Any) -> "list[Reading]":
    """What `intake.read` answers; it is the largest part of all, and is loaded where a file is read."""
    from yibiao import intake

    return intake.read(content, filename, **said)


def common(wanted: Sequence[str] | None, seen: Sequence[str] | None) -> Sequence[str] | None:
    """The units that are wanted and seen."""
    if wanted is None or seen is None:
        return wanted if seen is None else seen
    known = set(seen)
    return [each for each in wanted if each in known]
