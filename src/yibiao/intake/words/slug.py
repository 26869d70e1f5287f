"""A title → the slug that the editions of its series share."""

import hashlib
import re

_LONGEST = 64


def slug_of(title: str) -> str:
    """
    The title in pinyin, lower case, joined by hyphens; one too long is cut and told apart by its digest.

    >>> slug_of("残疾人登记表 (2024)")
    'can-ji-ren-deng-ji-biao-2024'
    """
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    syllables = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(title)).lower())
    slug = "-".join(syllables) or "form"
    if len(slug) <= _LONGEST:
        return slug
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    return f"{slug[: _LONGEST - 9].rpartition('-')[0]}-{digest}"
