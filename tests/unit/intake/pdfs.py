"""PDFs to read, drawn in memory with a font that every reader knows and no file holds."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
LEFT, TOP, WIDTH, ROW, SIZE = 60, 780, 480, 24, 11


class Paper:
    """Pages that are written on from above; a list of rows is a ruled table."""

    def __init__(self, *, turned=None, **options):
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(595, 842), **options)
        self.turned = turned
        self.y = TOP
        self._font()

    def _font(self):
        self.canvas.setFont("STSong-Light", SIZE)
        if self.turned == "text":
            self.canvas.translate(595, 0)
            self.canvas.rotate(90)
            self.y = 560
        elif self.turned == "page":
            self.canvas.setPageRotation(90)
            self.canvas.translate(595, 0)
            self.canvas.rotate(90)
            self.y = 560

    def line(self, text, x=LEFT):
        """One line of text."""
        self.canvas.drawString(x, self.y, text)
        self.y -= ROW
        return self

    def blank(self, label, x=LEFT, length=100):
        """A label and a stroke to write on, in the current line."""
        self.canvas.drawString(x, self.y, label)
        begin = x + SIZE * len(label)
        self.canvas.line(begin, self.y - 2, begin + length, self.y - 2)
        return self

    def down(self):
        """Go on in the next line."""
        self.y -= ROW
        return self

    def table(self, rows, *, open_sides=False):
        """
        A table of equal columns: `None` is covered by the cell at its left, `"^"` by the one above.

        Args:
            open_sides: Leave out the outermost upright lines.
        """
        columns = max(map(len, rows))
        width = WIDTH / columns
        top = self.y + ROW * 0.7
        for number, row in enumerate(rows):
            upper, lower = top - number * ROW, top - (number + 1) * ROW
            for column, text in enumerate(row):
                left = LEFT + column * width
                if text != "^":
                    self.canvas.line(left, upper, left + width, upper)
                if text is not None and not (open_sides and column == 0):
                    self.canvas.line(left, upper, left, lower)
                if text and text != "^":
                    self.canvas.drawString(left + 2, lower + 7, text)
            if not open_sides:
                self.canvas.line(LEFT + WIDTH, upper, LEFT + WIDTH, lower)
        bottom = top - len(rows) * ROW
        self.canvas.line(LEFT, bottom, LEFT + WIDTH, bottom)
        self.y = bottom - ROW
        return self

    def page(self):
        """Begin another page."""
        self.canvas.showPage()
        self.y = TOP
        self._font()
        return self

    def done(self):
        """The file."""
        self.canvas.save()
        return self.buffer.getvalue()
