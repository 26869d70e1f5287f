"""The paragraphs of a Word document as text, character by character, so that a part of one can be written anew."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from lxml import etree

from yibiao.publishing.package import XML_SPACE, writable

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_INSIDE: Final = ("hyperlink", "ins", "smartTag", "sdtContent", "fldSimple", "customXml")
_BLANK: Final = " \u3000\xa0\t"


@dataclass(frozen=True)
class _Piece:
    """
    Some characters that one element of a run, or one content control, stands for.

    Attributes:
        holder: The `w:t` that holds them, or what stands for them: a tab, a symbol, a control.
        written: Whether they stand in the holder as they are.
    """

    text: str
    holder: Any
    written: bool


def text_of(paragraphs: Sequence[Any]) -> str:
    """What a reader sees: boxes as □, tabs as blanks, underlined room as underscores, lists to choose from as boxes."""
    return "\n".join("".join(each.text for each in _pieces(paragraph)) for paragraph in paragraphs)


def rewrite(paragraphs: Sequence[Any], text: str) -> None:
    """Have the paragraphs say *text*; what stays the same keeps its looks, and a line break its paragraph."""
    before = [text_of([each]) for each in paragraphs]
    after = text.split("\n")
    if len(after) > len(before):
        after[len(before) - 1 :] = ["\n".join(after[len(before) - 1 :])]
    after += [""] * (len(before) - len(after))
    for paragraph, old, new in zip(paragraphs, before, after, strict=True):
        if old != new:
            _rewrite(paragraph, old, new)


def _rewrite(paragraph: Any, old: str, new: str) -> None:
    pieces = list(_pieces(paragraph))
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    at = len(old)
    for piece in reversed(pieces):
        at -= len(piece.text)
        _write(piece, _said(piece, at, new, changes, last=at + len(piece.text) == len(old)))
    if not pieces and new:
        _append(paragraph, new)


def _said(
    piece: _Piece,
    start: int,
    new: str,
    changes: Sequence[tuple[str, int, int, int, int]],
    *,
    last: bool,
) -> str:
    """What the characters of a piece become; what is put between two pieces belongs to the first."""
    end = start + len(piece.text)
    said = ""
    for kind, i, j, k, m in changes:
        if kind == "equal":
            said += (
                piece.text[max(i, start) - start : max(0, min(j, end) - start)]
                if i < end and j > start
                else ""
            )
        elif start <= i < end or (kind == "insert" and i == end and last):
            said += new[k:m]
    return said


def _write(piece: _Piece, said: str) -> None:
    if said == piece.text:
        return
    holder = piece.holder
    if piece.written:
        _say(holder, said)
    elif holder.tag == f"{W}sdt":
        _fill_control(holder, piece.text, said)
    else:
        if said:
            _replace(holder, said)
        holder.getparent().remove(holder)


def _replace(holder: Any, said: str) -> None:
    """A text in the place of a tab or a symbol; a box that is ticked takes the look of the text around it."""
    made = etree.Element(f"{W}t")
    holder.addprevious(made)
    _say(made, said)


def _say(holder: Any, said: str) -> None:
    """Have a `w:t` hold a text, its lines broken: what breaks a line within it would be no more than a blank."""
    first, *others = said.split("\n")
    holder.text = writable(first)
    holder.set(XML_SPACE, "preserve")
    for line in reversed(others):
        text = etree.Element(f"{W}t")
        text.text = writable(line)
        text.set(XML_SPACE, "preserve")
        holder.addnext(text)
        holder.addnext(etree.Element(f"{W}br"))


def _append(paragraph: Any, said: str) -> None:
    """A run of its own in a paragraph that has none, in the looks of the paragraph's mark."""
    run = etree.SubElement(paragraph, f"{W}r")
    looks = paragraph.find(f"{W}pPr/{W}rPr")
    if looks is not None:
        run.append(copy.deepcopy(looks))
    _say(etree.SubElement(run, f"{W}t"), said)


# ------------------------------------------------------------------------------------------------ pieces


def _pieces(element: Any) -> Iterator[_Piece]:
    for each in element:
        match each.tag.removeprefix(W) if isinstance(each.tag, str) else "":
            case "r":
                yield from _run(each)
            case "sdt":
                yield from _control(each)
            case name if name in _INSIDE:
                yield from _pieces(each)


def _run(run: Any) -> Iterator[_Piece]:
    pieces = [piece for each in run if (piece := _in_run(each))]
    words = "".join(each.text for each in pieces)
    underlined = run.find(f"{W}rPr/{W}u")
    room = underlined is not None and underlined.get(f"{W}val") != "none" and words
    if room and not words.strip(_BLANK):
        first = pieces[0]
        yield _Piece("_" * max(2, len(words)), first.holder, first.written)
        yield from (_Piece("", each.holder, each.written) for each in pieces[1:])
    else:
        yield from pieces


def _in_run(element: Any) -> _Piece | None:
    match element.tag.removeprefix(W) if isinstance(element.tag, str) else "":
        case "t":
            return _Piece(element.text or "", element, written=True)
        case "tab":
            return _Piece("    ", element, written=False)
        case "br" | "cr":
            return _Piece("\n", element, written=False)
        case "sym":
            return _Piece("□", element, written=False)
    return None


def _control(control: Any) -> Iterator[_Piece]:
    choices = _choices(control)
    settings = control.find(f"{W}sdtPr")
    if choices:
        yield _Piece(" ".join(f"□{each}" for each in choices), control, written=False)
    elif settings is not None and settings.find(f"{_W14}checkbox") is not None:
        yield _Piece("□", control, written=False)
    elif settings is not None and settings.find(f"{W}showingPlcHdr") is not None:
        yield _Piece("____", control, written=False)
    else:
        yield from _pieces(control)


def _choices(control: Any) -> list[str]:
    return [
        words
        for kind in ("dropDownList", "comboBox")
        for each in control.iterfind(f"{W}sdtPr/{W}{kind}/{W}listItem")
        if (words := each.get(f"{W}displayText") or each.get(f"{W}value") or "")
    ]


def _fill_control(control: Any, printed: str, said: str) -> None:
    """Have a content control show its answer: the choice that is ticked, a ticked box, or a text."""
    settings = control.find(f"{W}sdtPr")
    checkbox = settings.find(f"{_W14}checkbox") if settings is not None else None
    ticked = said.partition("☑")[2].partition(" □")[0]
    if checkbox is not None:
        checked = checkbox.find(f"{_W14}checked")
        if checked is None:
            checked = etree.SubElement(checkbox, f"{_W14}checked")
        checked.set(f"{_W14}val", "1" if "☑" in said else "0")
    shown = said if checkbox is not None else ticked or ("" if printed.startswith("□") else said)
    texts = list(control.iter(f"{W}t"))
    if not texts or not shown:
        return
    for each in texts[1:]:
        each.text = ""
    _say(texts[0], shown)
    hint = settings.find(f"{W}showingPlcHdr") if settings is not None else None
    if hint is not None:
        settings.remove(hint)
