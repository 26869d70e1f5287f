"""
Every way the service says no.

* `Finding`: one thing wrong and where. Users make several, so they come in lists.
* `Problem`: the service refuses, for a reason the caller can act on.

  - Unreadable       422  the file cannot be read
  - NotAForm         422  it reads, but asks nothing of anybody
  - Invalid          422  it reads, but breaks a rule; carries findings
    + RemarkWanted        nothing is wrong, something is unusual; a remark says why
    + Unadmittable        a form may not go into circulation; one class a reason
  - NotFound         404
    + ChosenUnknown       none of the colliding statements stands there
    + SubjectNotOpened    nobody has opened it, or the opening is still on its way
  - NotSignedIn      401
    + SessionEnded        it was signed in, and is no more
  - SignInRefused    401  name and password do not belong together
  - NotAllowed       403
    + GrantTooWide        nobody gives more than they hold
    + PasswordToChange    the first password is to be changed before anything else
    + CrossSite           a page of somebody else sent it
    + NotPrivate          a password over a line that others may read
  - Conflict         409
    + SubjectExists       it was opened already
    + SubjectIdentified   another has the same identity number
    + SubjectResembles    there are others that it resembles
    + SubjectClosed       it takes no more entries until it is opened again
    + ChangedSince        what is confirmed is not what was seen
    + RoundNotOpen        the round takes no entries yet
    + RoundClosed         the round takes no more entries
    + UnitSubmitted       the unit has handed in, and was not given back
    + SubmissionIncomplete  something is missing, and no remark says why
    + HandedInBelow       units below hand in, each for itself
    + EntryIdReused       that entry id was used for something else
    + ImportUndone        the import was undone and brings nothing more
    + NotAdmitted         the form was never let into circulation
    + Decided             that was already decided otherwise
    + MeasuresChanged     a form's measures are not those that were seen
    + StatedSince         something was said of the cell that the decision had not seen
    + InUse               another process has this data directory open
    + AccountExists       somebody has, or once had, that account
    + FileExists          a file of that name is there already, and stays
    + NotEmpty            there is something already where a backup is to be restored
    + JournalDamaged      the journal is not what was written; nothing is copied from it
    + RecordDamaged       the record of access is not what was written; nothing is copied from it
    + HalfRestored        restoring into this data directory was cut short
    + SealDamaged         a closed round's slice is not what was sealed
    + SliceRedefined      what a follower has of a slice does not lead to what it is by now
  - BackupDamaged    422  the backup is not what was written; says where
  - BackupNewer      422  a newer version of this program wrote the backup
  - TooLarge         413
  - TooMany          429
    + SignInPaused        too many attempts to sign in; says how long to wait
  - TooSlow          422  the question takes longer than one may
  - BadRequest       400  the request itself is not understood
  - MethodNotAllowed 405
  - NotAcceptable    406  the answer comes in other formats
  - Unreachable      503  the journal's database cannot be opened
  - JournalBusy      503  somebody else holds the journal's database; nothing was kept
  - PictureBehind    503  queries are not answered yet; says how far the picture is
  - NoRoom           507  the disk is full; nothing was kept
  - Internal         500  our bug; carries a number that stands in the log

Anything else is our bug. Codes, titles, sentences and remedies stand in `schemas/problems.json`, Chinese and
English; facts are members of the problem, never parsed out of text. No personal value in any of them.
"""

from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, ClassVar, Final, Literal

from yibiao import _schemas

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Finding:
    """
    One thing wrong (or doubtful), and where.

    Attributes:
        code: Its name in the catalogue, kebab-case.
        where: A JSON Pointer (`#/values/person.sex`) or a cell (`Sheet1!C4`).
        facts: What the sentence needs, by name; never a personal value.
    """

    code: str
    where: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """`error` (nothing is taken), `warning` (taken, look at it) or `note`."""
        return str(_findings()[self.code]["level"])

    @property
    def asks_why(self) -> bool:
        """Whether it is so unusual that a remark is to say why."""
        return bool(_findings()[self.code].get("asks_why"))

    def says(self, language: Language = "zh") -> str:
        """The sentence for a user: what is wrong."""
        return _filled(_findings()[self.code]["says"][language], self.facts)

    def remedy(self, language: Language = "zh") -> str:
        """What to do about it."""
        return _filled(_findings()[self.code]["remedy"][language], self.facts)

    def document(self) -> dict[str, Any]:
        """As it stands in a problem's `errors` and in a reader's answer."""
        return {
            "code": self.code,
            "level": self.level,
            **({"asks_why": True} if self.asks_why else {}),
            "where": self.where,
            "says": {"zh": self.says("zh"), "en": self.says("en")},
            "remedy": {"zh": self.remedy("zh"), "en": self.remedy("en")},
            **({"facts": self.facts} if self.facts else {}),
        }


def sentences(*codes: str) -> dict[str, dict[str, str]]:
    """What findings of *codes* say, the names of facts in braces: for a page that says the same by itself."""
    return {code: dict(_findings()[code]["says"]) for code in codes}


class Problem(Exception):
    """A refusal the caller can act on; `facts` and `findings` are data."""

    code: ClassVar[str] = ""
    status: ClassVar[int] = 400

    def __init__(self, *findings: Finding, **facts: Any) -> None:
        super().__init__(self.code)
        self.findings = findings
        self.facts = facts

    def title(self, language: Language = "zh") -> str:
        """The same for every case of this class."""
        return str(_problems()[self.code]["title"][language])

    def detail(self, language: Language = "zh") -> str:
        """What happened in this case."""
        return _filled(_problems()[self.code]["detail"][language], self.facts)

    def remedy(self, language: Language = "zh") -> str:
        """What the caller can do."""
        return _filled(_problems()[self.code]["remedy"][language], self.facts)

    def document(self, instance: str | None = None) -> dict[str, Any]:
        """The RFC 9457 problem document; texts in Chinese, their English beside them."""
        return {
            "type": f"urn:yibiao:problem:{self.code}",
            "title": self.title("zh"),
            "status": self.status,
            "detail": self.detail("zh"),
            "remedy": self.remedy("zh"),
            "en": {
                "title": self.title("en"),
                "detail": self.detail("en"),
                "remedy": self.remedy("en"),
            },
            **({"instance": instance} if instance else {}),
            **({"errors": [each.document() for each in self.findings]} if self.findings else {}),
            **self.facts,
        }

    def __str__(self) -> str:
        places = "; ".join(f"{each.where}: {each.code}" for each in self.findings)
        return f"{self.code}: {self.detail('en')}" + (f" [{places}]" if places else "")


class Unreadable(Problem):
    """The file cannot be read at all: broken, encrypted, or of a kind nobody here reads."""

    code, status = "unreadable", 422


class NotAForm(Problem):
    """It reads, but it is no form."""

    code, status = "not-a-form", 422


class Invalid(Problem):
    """It reads, but breaks rules; the findings say which and where."""

    code, status = "invalid", 422


class RemarkWanted(Invalid):
    """Nothing is wrong, but something is unusual, and the entry does not say why."""

    code = "remark-wanted"


class Unadmittable(Invalid):
    """The form may not go into circulation."""

    code = "form-unadmittable"


class WithoutMandate(Unadmittable):
    """No legal basis is named."""

    code = "form-without-mandate"


class WithoutExpiry(Unadmittable):
    """It would run for ever."""

    code = "form-without-expiry"


class WithoutPeriod(Unadmittable):
    """It does not say how often it is asked."""

    code = "form-without-period"


class WithoutScope(Unadmittable):
    """It does not say of whom it asks."""

    code = "form-without-scope"


class TooShortNotice(Unadmittable):
    """Its first round opens in less than seven days."""

    code = "form-too-short-notice"


class Expired(Unadmittable):
    """Its expiry has passed already."""

    code = "form-expired"


class Undecided(Unadmittable):
    """Fields of it still wait for a person's decision."""

    code = "form-undecided"


class NotFound(Problem):
    """There is no such thing."""

    code, status = "not-found", 404


class SubjectNotOpened(NotFound):
    """An entry about a subject before the one that opens it; it may be sent again after that one."""

    code = "subject-not-opened"


class ChosenUnknown(NotFound):
    """None of the statements that collide stands at the position that was chosen."""

    code = "chosen-unknown"


class NotSignedIn(Problem):
    """No token, or none that is known."""

    code, status = "not-signed-in", 401


class SessionEnded(NotSignedIn):
    """It was signed in once: it was not used for too long, lasted long enough, or was ended."""

    code = "session-ended"


class SignInRefused(Problem):
    """Name and password do not belong together; not said is which of them is wrong, or whether the account is closed."""

    code, status = "sign-in-refused", 401


class NotAllowed(Problem):
    """Known, but not allowed to do this here."""

    code, status = "not-allowed", 403


class GrantTooWide(NotAllowed):
    """Nobody gives more than they hold, nor beside or above where they hold it."""

    code = "grant-too-wide"


class PasswordToChange(NotAllowed):
    """Signed in with the first password, which is to be changed before anything else."""

    code = "password-to-change"


class CrossSite(NotAllowed):
    """A request in a browser's session that did not come from a page of this service."""

    code = "cross-site"


class NotPrivate(NotAllowed):
    """A password was sent over a line on which others may read it."""

    code = "not-private"


class Conflict(Problem):
    """What is stated contradicts what stands."""

    code, status = "conflict", 409


class SubjectExists(Conflict):
    """A subject is opened that is open."""

    code = "subject-exists"


class SubjectIdentified(Conflict):
    """A subject is opened with the identity number, or another that identifies, of one that is there."""

    code = "subject-identified"


class SubjectResembles(Conflict):
    """A subject is opened that resembles others; `candidates` says which and why."""

    code = "subject-resembles"


class SubjectClosed(Conflict):
    """An entry about a subject that was closed; opening it again comes first."""

    code = "subject-closed"


class ChangedSince(Conflict):
    """What is confirmed is not what was seen: something was stated after the base."""

    code = "changed-since"


class RoundNotOpen(Conflict):
    """The round takes no entries yet."""

    code = "round-not-open"


class RoundClosed(Conflict):
    """The round takes no more entries."""

    code = "round-closed"


class UnitSubmitted(Conflict):
    """What the unit handed in stands until it is given back."""

    code = "unit-submitted"


class SubmissionIncomplete(Conflict):
    """Something that the round asks is missing, and no remark says why."""

    code = "submission-incomplete"


class HandedInBelow(Conflict):
    """The communities below the unit hand in, each for itself."""

    code = "handed-in-below"


class EntryIdReused(Conflict):
    """The same entry id came again with other content."""

    code = "entry-id-reused"


class ImportUndone(Conflict):
    """The import was undone and brings nothing more."""

    code = "import-undone"


class NotAdmitted(Conflict):
    """The form was never let into circulation, so nothing is given out under it."""

    code = "form-not-admitted"


class Decided(Conflict):
    """It was already decided otherwise."""

    code = "decided"


class MeasuresChanged(Conflict):
    """Somebody fixed other measures since they were looked at."""

    code = "measures-changed"


class NotContested(Conflict):
    """Nothing is to be decided about the cell."""

    code = "not-contested"


class StatedSince(Conflict):
    """Something was said of the cell, or the subject, that the decision had not seen."""

    code = "stated-since"


class InUse(Conflict):
    """Another process has the data directory open."""

    code = "in-use"


class AccountExists(Conflict):
    """Somebody has that account, or had it once: an id is never given to anybody else."""

    code = "account-exists"


class FileExists(Conflict):
    """A file of that name is there already, and nothing is written over."""

    code = "file-exists"


class NotEmpty(Conflict):
    """There is something already where a backup is to be restored."""

    code = "not-empty"


class JournalDamaged(Conflict):
    """The journal is not what was written, so nothing is copied from it."""

    code = "journal-damaged"


class RecordDamaged(Conflict):
    """The record of access is not what was written, so nothing is copied from it."""

    code = "record-damaged"


class HalfRestored(Conflict):
    """Restoring into this data directory was cut short: it holds part of a backup, and nobody works on that."""

    code = "half-restored"


class SealDamaged(Conflict):
    """What was sealed of a closed round's slice is gone, or not what was written."""

    code = "seal-damaged"


class SliceRedefined(Conflict):
    """What a slice shows was decided otherwise, or the journal is another: who follows it begins anew."""

    code = "slice-redefined"


class BackupDamaged(Problem):
    """The backup is not what was written: cut off, altered, or no backup at all."""

    code, status = "backup-damaged", 422


class BackupNewer(Problem):
    """The backup is of a format that a newer version of this program writes."""

    code, status = "backup-newer", 422


class TooLarge(Problem):
    """More than the service takes at once."""

    code, status = "too-large", 413


class TooMany(Problem):
    """Too many requests; come back later."""

    code, status = "too-many", 429


class SignInPaused(TooMany):
    """Too many attempts to sign in; says how long to wait."""

    code = "sign-in-paused"


class BadRequest(Problem):
    """The request itself is not understood."""

    code, status = "bad-request", 400


class NotAcceptable(Problem):
    """The answer is wanted in formats that it does not come in."""

    code, status = "not-acceptable", 406


class MethodNotAllowed(Problem):
    """The address does not take that method."""

    code, status = "method-not-allowed", 405


class Unreachable(Problem):
    """The database that is to hold the journal cannot be opened."""

    code, status = "journal-unreachable", 503


class JournalBusy(Problem):
    """Somebody else holds the journal's database for longer than anybody should wait; nothing was kept."""

    code, status = "journal-busy", 503


class PictureBehind(Problem):
    """The picture lacks more of the journal than a query should wait for; it is being drawn."""

    code, status = "picture-behind", 503


class NoRoom(Problem):
    """The disk is full; nothing was kept."""

    code, status = "no-room", 507


class TooSlow(Problem):
    """The question takes longer than one may."""

    code, status = "too-slow", 422


class Internal(Problem):
    """Our bug; `number` stands beside its trace in the log."""

    code, status = "internal", 500


@cache
def _problems() -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in _schemas.document("problems.json")["problems"]}


@cache
def _findings() -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in _schemas.document("problems.json")["findings"]}


def _filled(template: str, facts: dict[str, Any]) -> str:
    told = _Facts(facts)
    # Most sentences count nothing, and there may be one for every row of a file.
    return _SENTENCES.vformat(template, (), told) if "|" in template else template.format_map(told)


class _Facts(dict[str, Any]):
    """Facts by name; one that is missing shows as its name in braces, so a sentence never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class _Sentences(Formatter):
    """`{count:cell|cells}` is the first where the fact is one, and else the second, for languages that tell them apart."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """The fact, or the word that goes with it."""
        one, several, more = format_spec.partition("|")
        if not several:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else more


_SENTENCES: Final = _Sentences()
