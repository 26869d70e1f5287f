"""Fill: entries → checked, folded and journalled, each with a receipt or the reason why not."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

from yibiao import access, filling, governance
from yibiao.errors import (
    EntryIdReused,
    Finding,
    ImportUndone,
    Invalid,
    NotAllowed,
    Problem,
    RemarkWanted,
    SubjectNotOpened,
)
from yibiao.flows.challenging import answering
from yibiao.flows.filling import resemblances, turns, unusual
from yibiao.flows.granting import grants
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.event import EVENT_KINDS, Draft
from yibiao.model.place import Round
from yibiao.model.record import Entry, Receipt, Record
from yibiao.store import Needs, Writing, canonical

#: As many entries as one batch may bring.
MOST_AT_ONCE = 5_000

Outcome = Receipt | Problem

_UNDOING = "import-undone-"

#: How ids begin that follow from what an event decides: whoever gave one of them to an entry would have decided already,
#: and a grant would never be taken, a challenge never be answered, a round never be sealed.
_RESERVED = (*(f"{kind}:" for kind in EVENT_KINDS), *grants.EVENT_IDS, _UNDOING)

#: Refuses an entry whose values do not fit what is held.
_Fits = Callable[["_Checked", Record | None], None]


class _Checked(NamedTuple):
    """
    An entry of which everything was looked at that needs no journal.

    Attributes:
        refusal: What speaks against it.
        body: Of the event that it becomes,
        text: and that as it is written, where nothing blocks.
        fitted: It would fit if nothing were held of anybody.
    """

    entry: Entry
    refusal: Problem | None
    body: dict[str, Any]
    text: str | None
    fitted: bool = False


class Looked(NamedTuple):
    """
    What was found of an entry, by the same table and on the same day: it is sound, and would fit if nothing were held.

    Attributes:
        body: Of the event that it becomes,
        text: and that as it is written.
    """

    body: dict[str, Any]
    text: str


#: Whether whoever states an entry may know of another subject.
_Sees = Callable[[Record], bool]


def file(house: House, entry: Entry, actor: Actor) -> Receipt:
    """
    File one entry; its receipt, once it is on disk.

    Raises:
        Invalid: A value breaks a rule; nothing of the entry is kept.
        RemarkWanted: Something is unusual, and the entry does not say why.
        NotFound: The unit, subject or round is not known.
        RoundClosed: The round takes no more entries.
        UnitSubmitted: The unit has handed in, and was not given back.
        EntryIdReused: That id was used for another entry.
        Conflict: The subject is open already, or closed, or may be there under another id; or what is confirmed has changed.
        TooMany: The queue is full.
    """
    return filing(house, [entry], actor, all_or_nothing=True).result()[0]  # type: ignore[return-value]


def file_all(
    house: House,
    entries: Sequence[Entry],
    actor: Actor,
    *,
    all_or_nothing: bool = False,
    again: bool = False,
) -> list[Outcome]:
    """
    File entries in order, under one commit: a receipt or a problem for each.

    Where they state *again* what was held of the same subjects, a link leads where it led, whoever sees whom it led to.

    Raises:
        Problem: With *all_or_nothing*, the first entry's that is refused, with all of them in `refused`; nothing is kept then.
    """
    return filing(house, entries, actor, all_or_nothing=all_or_nothing, again=again).result()


def filing(
    house: House,
    entries: Sequence[Entry],
    actor: Actor,
    *,
    all_or_nothing: bool = False,
    again: bool = False,
    looked: Iterable[Looked | None] = (),
) -> Future[list[Outcome]]:
    """As `file_all`, without waiting for the disk; what is *looked* at already, entry by entry, is not looked at again."""
    house.journal.require_room(len(entries))
    looking = _Looking(house, actor)
    checked = [looking.at(entry, looked=found) for entry, found in zip_longest(entries, looked)]
    return house.journal.submit(
        lambda writing: _decided(
            house, writing, checked, actor, all_or_nothing=all_or_nothing, again=again
        ),
        weight=len(checked),
        ahead=True,
        needs=_needs(house, checked),
    )


def together(
    house: House,
    opening: Sequence[Entry],
    linking: Sequence[Entry],
    whole: Sequence[Entry],
    actor: Actor,
) -> list[tuple[Outcome, Outcome]]:
    """
    File entries that open subjects, then those that link them to each other, all or none.

    Their values are looked at as the *whole* has them, once all stand: what a rule reads over a link is there only then.

    Returns:
        Two receipts for each; or, where any is refused, what would have become of each, and nothing is kept.

    Raises:
        TooMany: The queue is full.
    """
    house.journal.require_room(len(opening) + len(linking))
    looking, known = _Looking(house, actor), _Looking(house, actor, known=True)
    looked = [looking.at(each) for each in whole]
    opens = [known.at(each) for each in opening]
    checked = [
        *(each._replace(refusal=all_.refusal, text=all_.text and each.text)
          for each, all_ in zip(opens, looked, strict=True)),
        *map(known.at, linking),
    ]  # fmt: skip

    def decided(writing: Writing) -> list[tuple[Outcome, Outcome]]:
        outcomes = _decided(house, writing, checked, actor, all_or_nothing=False, later=True)
        opened, linked = outcomes[: len(opens)], outcomes[len(opens) :]
        refused = any(isinstance(each, Problem) for each in outcomes)
        if not refused:
            unfit = _unfit(house, writing, looked, actor)
            linked = [why or each for why, each in zip(unfit, linked, strict=True)]
            refused = any(unfit)
        rows = list(zip(opened, linked, strict=True))
        if refused:
            raise _NotAll(rows)
        return rows

    try:
        return house.journal.submit(
            decided, weight=len(checked), needs=_needs(house, checked)
        ).result()
    except _NotAll as refused:
        return refused.outcomes


def _unfit(
    house: House, writing: Writing, looked: Sequence[_Checked], actor: Actor
) -> list[Problem | None]:
    """Why entries do not fit what is held by now, each in its turn; nothing of those that do."""
    fitting = unusual.Fitting(house, writing, actor)
    fitting.fetch_linked(each.entry for each in looked)
    found: list[Problem | None] = []
    for each in looked:
        try:
            _require_fitting(fitting, each, writing.record(each.entry.subject))
            found.append(None)
        except Problem as problem:
            found.append(problem)
    return found


class _NotAll(Exception):
    """Some are refused; what raises is forgotten by the journal."""

    def __init__(self, outcomes: list[tuple[Outcome, Outcome]]) -> None:
        super().__init__()
        self.outcomes = outcomes


def within(
    house: House,
    writing: Writing,
    entries: Sequence[Entry],
    actor: Actor,
    *,
    known: bool = False,
) -> list[Receipt]:
    """
    File entries as part of a decision that is being made in the journal, all or none of them.

    Their values are checked unless they are *known*: stated already, if of another subject or through another form.

    Raises:
        Problem: The first entry's that is refused.
    """
    looking = _Looking(house, actor, known=known)
    checked = [looking.at(entry) for entry in entries]
    writing.look_up(_needs(house, checked))
    outcomes = _decided(house, writing, checked, actor, all_or_nothing=True, known=known)
    return [each for each in outcomes if isinstance(each, Receipt)]


def _sound(checked: Sequence[_Checked]) -> list[Entry]:
    """Entries that nothing blocks, as far as that needs no journal."""
    return [each.entry for each in checked if each.text is not None]


def _needs(house: House, checked: Sequence[_Checked]) -> Needs:
    """What will be asked for before entries are taken."""
    good = _sound(checked)
    return Needs(
        [*(each.entry.id for each in checked), *turns.asked_of_writer(house, good)],
        [subject for each in good for subject in _about(house, each)],
    )


def _decided(
    house: House,
    writing: Writing,
    checked: Sequence[_Checked],
    actor: Actor,
    *,
    all_or_nothing: bool,
    known: bool = False,
    again: bool = False,
    later: bool = False,
) -> list[Outcome]:
    """Each entry in its turn. Whether their values fit may be asked *later*."""
    good = _sound(checked)
    resemblances.look_up(writing, good)
    fits: _Fits = _as_known
    sees = _everybody if known or again else partial(house.knows, actor)
    if not (known or later):
        fitting = unusual.Fitting(house, writing, actor)
        fitting.fetch_linked(good)
        fits = partial(_require_fitting, fitting)
    outcomes = [_outcome(house, writing, each, actor, fits, sees) for each in checked]
    if all_or_nothing:
        _require_all([each.entry.id for each in checked], outcomes)
    return outcomes


def _require_all(ids: Sequence[str], outcomes: Sequence[Outcome]) -> None:
    """
    Let entries pass of which none is refused.

    Raises:
        Problem: The first one's; where there are several entries, with each that is refused, so that all is mended at once.
    """
    refused = [
        {"at": at, "entry": id_, **each.document()}
        for at, (id_, each) in enumerate(zip(ids, outcomes, strict=True))
        if isinstance(each, Problem)
    ]
    if not refused:
        return
    first = next(each for each in outcomes if isinstance(each, Problem))
    if len(outcomes) > 1:
        first.facts = {**first.facts, "refused": refused}
    raise first


def _as_known(_: _Checked, __: Record | None) -> None:
    """What was stated already fits."""


def _require_fitting(fitting: unusual.Fitting, checked: _Checked, record: Record | None) -> None:
    fitting.require(checked.entry, record, checked.refusal, fitted=checked.fitted)


class _Looking:
    """
    Looks at the entries of one request as far as that needs no journal; what they share is found out once.

    Args:
        known: Their values were stated already, and are not looked at.
    """

    def __init__(self, house: House, actor: Actor, *, known: bool = False) -> None:
        self._house = house
        self._actor = actor
        self._known = known
        self._today = house.today
        self._table = unusual.Tables(house)
        # Units that the actor files for.
        self._own: set[str] = set()

    def at(self, entry: Entry, looked: Looked | None = None) -> _Checked:
        """The entry with what speaks against it; what is *looked* at already is not looked at again."""
        refusal = self._refusal(entry, known=self._known or looked is not None)
        if looked is not None:
            text = looked.text if refusal is None else None
            return _Checked(entry, refusal, looked.body, text, fitted=refusal is None)
        body = {"entry": entry.document()}
        good = refusal is None or isinstance(refusal, RemarkWanted)
        return _Checked(entry, refusal, body, canonical(body) if good else None)

    def _refusal(self, entry: Entry, *, known: bool) -> Problem | None:
        try:
            if entry.act != "move":  # that is for those to say whom it leaves
                self._require_own(entry.unit)
            if entry.id.startswith(_RESERVED):
                return EntryIdReused(entry=entry.id)
            self._house.registry.unit(entry.unit)
            if entry.source is not None:
                self._house.registry.imports[entry.source.id]
            if entry.round is not None:
                governance.may_file(_round(self._house, entry.round), self._today)
            if entry.values and not known:
                return self._refusal_of_values(entry)
        except Problem as problem:
            return problem
        return None

    def _require_own(self, unit: str) -> None:
        if unit not in self._own:
            access.require(self._actor, "entry.file", self._house.at(unit), self._today)
            self._own.add(unit)

    def _refusal_of_values(self, entry: Entry) -> Problem | None:
        table = self._table[entry.kind]
        asking = unusual.asked_why(entry)
        findings = filling.alone(entry, table, today=self._today, asking=asking)
        if not findings:
            return None
        errors = [each for each in findings if each.level == "error"]
        if errors:
            return Invalid(*errors, count=len(errors))
        return unusual.remark_wanted(entry, findings)


def _round(house: House, id_: str) -> Round:
    """The round; another process may have opened it."""
    if id_ not in house.registry.rounds:
        house.refresh()
    return house.registry.round(id_)


def _outcome(
    house: House,
    writing: Writing,
    checked: _Checked,
    actor: Actor,
    fits: _Fits,
    sees: _Sees,
) -> Outcome:
    """
    What becomes of one entry.

    One that stands already gets its receipt again, whatever has changed since: whoever did not hear the first answer
    must not think that it was lost. Nothing is added before everything was asked, so that a refusal leaves no trace.
    """
    entry, refusal, body, *_ = checked
    try:
        if isinstance(refusal, NotAllowed):  # nor may they learn whether it stands
            raise refusal
        known = writing.event_of(entry.id)
        if known is not None and known.body == body:
            return Receipt(entry=entry.id, position=known.position, link=known.link, again=True)
        if refusal is not None and not isinstance(refusal, RemarkWanted):
            raise refusal
        if known is not None:
            raise EntryIdReused(entry=entry.id)
        _require_standing(writing, entry)
        record = writing.record(entry.subject)
        _require_own(house, writing, actor, entry, record)
        turns.require_taking(house, writing, entry, record)
        filling.require_admissible(entry, record)
        filling.require_unchanged(entry, record)
        _require_targets(house, writing, entry, record, sees)
        fits(checked, record)
        resemblances.require_new(writing, entry, record, partial(house.reads, actor))
        answering.require_answering(writing, entry)
    except Problem as problem:
        return problem
    return _kept(house, writing, checked, record, actor)


def _kept(
    house: House,
    writing: Writing,
    checked: _Checked,
    record: Record | None,
    actor: Actor,
) -> Receipt:
    """The receipt of an entry that nothing speaks against."""
    entry = checked.entry
    event = writing.append(Draft.of_entry(entry, checked.body, actor.id, house.now()), checked.text)
    record = filling.fold(record, entry, event.position)
    writing.put(record)
    answering.answer(house, writing, entry, actor)
    return Receipt.of(
        entry=entry.id,
        position=event.position,
        link=event.link,
        again=False,
        contested=_contested(record, entry),
    )


def _require_own(
    house: House, writing: Writing, actor: Actor, entry: Entry, record: Record | None
) -> None:
    """
    Let an entry pass about a subject of a unit that the actor files for, whatever unit it names.

    So do values that a device had before it could know that the subject had moved: they would have been taken in time.
    Whatever else is done to a subject is for those where it is now.

    Raises:
        Invalid: It would do something else, after the subject has left; to send it again is of no use.
        SubjectNotOpened: The subject is elsewhere; as if there were none, so that nobody learns where anybody is.
    """
    if record is None or (record.unit == entry.unit and entry.act != "move"):
        return
    if _files_for(house, actor, record.unit):
        return
    if not any(_files_for(house, actor, each) for each in _left_unknowing(writing, entry, record)):
        raise SubjectNotOpened(subject=entry.subject)
    if entry.act != "state":
        raise Invalid(Finding("subject-elsewhere", "#/unit"), count=1)


def _files_for(house: House, actor: Actor, unit: str) -> bool:
    return access.may(actor, "entry.file", house.at(unit), house.today)


def _left_unknowing(writing: Writing, entry: Entry, record: Record) -> tuple[str, ...]:
    """The unit in which whoever kept *entry* on a device had seen the subject, if it was moved since."""
    seen = entry.base or 0
    if entry.chain is None or record.moved is None or record.moved.position <= seen:
        return ()
    told = (
        json.loads(each.body)["entry"]
        for each in writing.told(entry.subject)
        if each.position <= seen and each.body
    )
    return tuple([each["unit"] for each in told if each.get("act") in ("open", "move")][-1:])


def _require_standing(writing: Writing, entry: Entry) -> None:
    """
    An import that was undone brings nothing more, however late its last entries come; and nobody has seen what is to come.

    A position ahead of the journal is another journal's, or this one's before it was put back: nothing is known of what
    whoever states it had seen.
    """
    if entry.base is not None and entry.base > writing.head:
        raise Invalid(Finding("base-ahead", "#/base", {"head": writing.head}), count=1)
    if entry.source is not None and writing.event_of(undoing_of(entry.source.id)) is not None:
        raise ImportUndone(id=entry.source.id)


def undoing_of(import_: str) -> str:
    """The id of the event by which an import is undone, so that the writer can see whether it is."""
    return f"{_UNDOING}{import_}"


def _everybody(_: Record) -> bool:
    """Whoever states what was stated already knows of everybody in it."""
    return True


def _require_targets(
    house: House,
    writing: Writing,
    entry: Entry,
    record: Record | None,
    sees: _Sees,
) -> None:
    """
    A link leads to a subject that is there, and of the right kind; so does a merge.

    One that whoever states it does not see is as none, so that nobody learns by trying who there is; but where it led
    already, it may lead on.
    """
    targets = _targets(house, entry)
    if not targets and entry.into is None and entry.reason is None:
        return
    elements = house.registry.catalogue.elements

    def seen(target: str, link: str | None = None) -> Record | None:
        found = writing.record(target)
        led = record.cells.get(link) if record is not None and link is not None else None
        known = led is not None and (
            target == led.value or (isinstance(led.value, list) and target in led.value)
        )
        return found if found is not None and (known or sees(found)) else None

    survivor = seen(entry.into) if entry.into else None
    if (
        entry.chain is not None
    ):  # whom a link leads to may be opened by an entry that is still on its way
        for target, link in targets.items():
            if seen(target, link) is None:
                raise SubjectNotOpened(subject=target)
    findings = list(filling.check_end(entry, survivor))
    findings += [
        Finding("unknown-subject", f"#/values/{link}", {"kind": str(elements[link].target)})
        for target, link in targets.items()
        if (led := seen(target, link)) is None or led.kind is not elements[link].target
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))


def _about(house: House, entry: Entry) -> tuple[str, ...]:
    """The subjects that it concerns."""
    return (entry.subject, *((entry.into,) if entry.into else ()), *_targets(house, entry))


def _targets(house: House, entry: Entry) -> dict[str, str]:
    """The subjects that links of the entry lead to, each with a link that does."""
    links = house.registry.catalogue.links
    if links.keys().isdisjoint(entry.values.keys()):
        return {}
    return {
        target: link
        for link, value in entry.values.items()
        if link in links and value is not None
        for target in (value if isinstance(value, list) else [value])
    }


def _contested(record: Record, entry: Entry) -> tuple[str, ...]:
    cells = record.cells
    return tuple([id_ for id_ in entry.values if cells[id_].contested])
