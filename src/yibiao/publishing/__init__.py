"""Forms and rows → the files that are handed out. Only here are files written that offices open."""

from yibiao.publishing.blank import blank
from yibiao.publishing.bundle import titled, zipped
from yibiao.publishing.delimited import csv_head, csv_lines, json_lines
from yibiao.publishing.filled import filled
from yibiao.publishing.layout import laid_out
from yibiao.publishing.one_document import one_document
from yibiao.publishing.one_workbook import MOST_SHEETS, one_workbook, styled
from yibiao.publishing.spread import place_in, spread
from yibiao.publishing.spread_rows import Place
from yibiao.publishing.streams import arrow_stream, json_document
from yibiao.publishing.watermark import WATERMARK, csv_tail, named_so, watermark, watermarked

__all__ = [
    "MOST_SHEETS",
    "WATERMARK",
    "Place",
    "arrow_stream",
    "blank",
    "csv_head",
    "csv_lines",
    "csv_tail",
    "filled",
    "json_document",
    "json_lines",
    "laid_out",
    "named_so",
    "one_document",
    "one_workbook",
    "place_in",
    "spread",
    "styled",
    "titled",
    "watermark",
    "watermarked",
    "zipped",
]
