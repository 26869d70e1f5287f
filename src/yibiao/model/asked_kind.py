"""A kind of subject that is asked of: how one is called, found, and told from others."""

from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Noun, Text


class AskedKind(Noun):
    """
    A kind of subject of which some form in force asks something; elements are named by their ids.

    Attributes:
        name: What a person calls it.
        opening: What a new one is asked first, in that order: by this it is found if it is there already.
        called_by: Those of `opening` that it is called by, the usual one first: the one that a new one must have.
        identified_by: Those of `opening` that no two subjects share.
        found_by: By what one is searched for: its name or address, or the end of a number.
        follows_from: Those of `opening` that need not be asked once any of some others of them is known.
    """

    kind: SubjectKind
    name: Text
    opening: tuple[str, ...]
    called_by: tuple[str, ...]
    identified_by: tuple[str, ...]
    found_by: tuple[str, ...]
    follows_from: dict[str, tuple[str, ...]] = {}
