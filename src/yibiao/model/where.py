"""Where something is done, as the policy is asked about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Where it does not matter: any grant of a role that may do it will do."""

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return ""


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The house as a whole: only a grant that no unit and no department bounds will do. `what` is named in a refusal."""

    what: str = ""

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.what


@dataclass(frozen=True, slots=True)
class AtUnit:
    """A unit, with the units above it, the nearest first."""

    code: str
    above: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.code


@dataclass(frozen=True, slots=True)
class OfSubject:
    """A subject, wherever its unit is; `None` is nowhere: a refusal does not tell whether there is such a subject."""

    id: str
    unit: AtUnit | None

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.id


@dataclass(frozen=True, slots=True)
class OfDepartment:
    """A department and what is its own."""

    id: str

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.id


@dataclass(frozen=True, slots=True)
class OfForm:
    """A department's form; its slice is read by units, too, each its own rows."""

    id: str
    department: str

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.id


@dataclass(frozen=True, slots=True)
class OfImport:
    """What a register that a department holds brings into the records of a unit: for the department's own people, in their division."""

    unit: AtUnit
    department: str

    @property
    def name(self) -> str:
        """As a refusal names it."""
        return self.unit.code


Where = Anywhere | Everywhere | AtUnit | OfSubject | OfDepartment | OfForm | OfImport

ANYWHERE = Anywhere()
EVERYWHERE = Everywhere()
