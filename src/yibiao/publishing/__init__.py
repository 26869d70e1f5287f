"""Forms and rows → the files that are handed out. Only here are files written that offices open."""

from yibiao.publishing.blank import blank
from yibiao.publishing.delimited import csv_head, csv_lines, json_lines, titles
from yibiao.publishing.filled import filled, together
from yibiao.publishing.layout import laid_out
from yibiao.publishing.spread import place_in, spread
from yibiao.publishing.spread_rows import Place
from yibiao.publishing.streams import arrow_stream, json_document

__all__ = [
    "Place",
    "arrow_stream",
    "blank",
    "csv_head",
    "csv_lines",
    "filled",
    "json_document",
    "json_lines",
    "laid_out",
    "place_in",
    "spread",
    "titles",
    "together",
]
