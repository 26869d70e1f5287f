"""Forms and rows → the files that are handed out. Only here are files written that offices open."""

from yibiao.publishing.blank import blank
from yibiao.publishing.delimited import csv_lines, json_lines, titles
from yibiao.publishing.filled import filled, together
from yibiao.publishing.layout import laid_out

__all__ = ["blank", "csv_lines", "filled", "json_lines", "laid_out", "titles", "together"]
