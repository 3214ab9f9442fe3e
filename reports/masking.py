"""What may be shown of a person outside the protected tables: masked names, numbers and sentences.

An identity number keeps its first six and last four characters, an account or phone its last four, a name
its first and last character. Who is a minor, and which tables are protected, is decided by the callers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from pipelines.id_numbers import masked_for_reading

_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)\d{15}(?![\dXx])")
_LONG = re.compile(r"\d{7,}\d{3}[\dXx]")


def masked_name(name: str | None) -> str:
    """``张桂兰`` → ``张*兰``, ``李明`` → ``李*``; at most three stars; empty for no name."""
    if not name:
        return ""
    if len(name) <= 2:
        return name[0] + "*"
    return name[0] + "*" * min(len(name) - 2, 3) + name[-1]


def masked_tail(number: str | None) -> str:
    """An account or phone as its last four characters: ``****0007``."""
    bare = unicodedata.normalize("NFKC", number or "").strip()
    if not bare:
        return ""
    return f"****{bare[-4:]}" if len(bare) > 7 else "*" * len(bare)


def masked_id(number: str | None) -> str:
    """An identity number as first six and last four; also when it was written with full-width digits."""
    return masked_for_reading(unicodedata.normalize("NFKC", number or "").strip() or None)


def masked_digits(text: str, *, keep: Collection[str] = ()) -> str:
    """A sentence without identity numbers, accounts and phones.

    Args:
        text: any sentence.
        keep: texts that may stand (a batch or case number): digits inside them are left alone.
    """

    def id_of(found: re.Match[str]) -> str:
        return found.group() if _is_kept(found.group(), keep) else masked_id(found.group())

    def tail_of(found: re.Match[str]) -> str:
        return found.group() if _is_kept(found.group(), keep) else masked_tail(found.group())

    return _LONG.sub(tail_of, _ID.sub(id_of, text))


def with_names_replaced(text: str, shown: Mapping[str, str]) -> str:
    """A sentence with every name of ``shown`` replaced by what may be shown; longer names first."""
    names = sorted((n for n in shown if n), key=lambda n: (-len(n), n))
    if not names:
        return text
    return re.sub("|".join(map(re.escape, names)), lambda found: shown[found.group()], text)


def _is_kept(digits: str, keep: Collection[str]) -> bool:
    return any(digits in kept for kept in keep)
