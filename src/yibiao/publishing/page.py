"""One sheet of a new workbook, on which a form is laid out: cells with borders, checks, messages, choices."""

import io
import re
from datetime import UTC, datetime
from typing import Any, Final

from yibiao.model.form import Field
from yibiao.model.kinds import ValueKind
from yibiao.publishing import guidance
from yibiao.publishing.package import TEXTS_AS_THEY_ARE, writable

#: The sheet that long lists of choices stand on; hidden.
CHOICES: Final = "选项"
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_LONGEST_TITLE: Final = 32
_NARROWEST, _WIDEST = 8, 32
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "head": {"bold": True, "align": "center", "border": 1, "bg_color": "#F2F2F2"},
    "blank": {"border": 1},
    "number": {"border": 1, "align": "center"},
    "note": {"align": "left"},
}
_FORMATS: Final = {ValueKind.DATE: "yyyy-mm-dd", ValueKind.ID_NUMBER: "@", ValueKind.PHONE: "@"}


class Page:
    """A sheet under the form's title, rows and columns counted from 0; if *texts*, cells for plain texts say so."""

    def __init__(self, title: str, *, texts: bool = False) -> None:
        import xlsxwriter

        self._texts = texts

        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True, **TEXTS_AS_THEY_ARE})
        # The same form gives the same bytes, whenever it is asked for.
        self._book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        name = _NO_NAME.sub(" ", title).strip(" '")[:_LONGEST_NAME].strip(" '")
        self.sheet = self._book.add_worksheet("表单" if name in ("", CHOICES) else name)
        self._looks: dict[tuple[str, str], Any] = {}
        self._choices: Any = None
        self._lists: dict[tuple[str, ...], int] = {}
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def look(self, name: str, number_format: str = "") -> Any:
        """A format by name."""
        if (name, number_format) not in self._looks:
            members = {"valign": "vcenter", "text_wrap": True, **_LOOKS[name]}
            if number_format:
                members["num_format"] = number_format
            self._looks[name, number_format] = self._book.add_format(members)
        return self._looks[name, number_format]

    def write(
        self, first: tuple[int, int], last: tuple[int, int], text: str | float, look: str
    ) -> None:
        """Have *text* stand in the cells from *first* to *last*, which become one."""
        words = writable(text) if isinstance(text, str) else text
        self._put(first, last, words, self.look(look))

    def room(
        self, first: tuple[int, int], last: tuple[int, int], field: Field, text: str = ""
    ) -> None:
        """A blank for *field*, with what is printed in it."""
        look = self.look("blank", _FORMATS.get(field.kind, ""))
        self._put(first, last, writable(text), look)
        self.check(first, last, field, listed=not text)

    def check(
        self, first: tuple[int, int], last: tuple[int, int], field: Field, *, listed: bool = True
    ) -> None:
        """Tell on these cells what *field* takes, with its choices if *listed*."""
        title, message = (
            guidance.title(field, texts=self._texts)[:_LONGEST_TITLE],
            guidance.message(field),
        )
        options = guidance.printed(field) if listed else ()
        if not (title or message or options):
            return
        rule: dict[str, Any] = {"validate": "any", "input_title": title, "input_message": message}
        if options:
            rule |= {"validate": "list", "source": self._source(field, options)}
            rule["show_error"] = field.kind is not ValueKind.CODES  # several are written by hand
        self.sheet.data_validation(
            *first, *last, {name: each for name, each in rule.items() if each != ""}
        )

    def width(self, column: int, label: str) -> None:
        """Make a column as wide as its heading asks for."""
        self.sheet.set_column(column, column, min(max(2 * len(label) + 2, _NARROWEST), _WIDEST))

    def content(self) -> bytes:
        """The workbook."""
        self._book.close()
        return self._buffer.getvalue()

    def _put(
        self, first: tuple[int, int], last: tuple[int, int], text: str | float, look: Any
    ) -> None:
        if first != last:
            self.sheet.merge_range(*first, *last, "", look)
        if isinstance(text, str):
            self.sheet.write_string(*first, text, look) if text else self.sheet.write_blank(
                *first, None, look
            )
        else:
            self.sheet.write_number(*first, text, look)

    def _source(self, field: Field, options: tuple[str, ...]) -> list[str] | str:
        """The choices themselves, or where they stand: in a row of the hidden sheet."""
        if guidance.listed(field) is not None:
            return list(options)
        if self._choices is None:
            self._choices = self._book.add_worksheet(CHOICES)
            self._choices.hide()
        if options not in self._lists:
            row = self._lists[options] = len(self._lists)
            for column, each in enumerate(options):
                self._choices.write_string(row, column, writable(each))
        from xlsxwriter.utility import xl_col_to_name

        row = self._lists[options] + 1
        return f"={CHOICES}!$A${row}:${xl_col_to_name(len(options) - 1)}${row}"
