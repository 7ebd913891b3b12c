"""Comparisons: the levels at which two values of a column agree, by what the column tells.

Similarity is Jaro's and Jaro–Winkler's, which Winkler and others made for names that were typed (1990). The first
guesses of m and u hold where a file is too small to learn from; they follow the rates at which forms are mistyped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from percorso.core.matching import Comparison, Kind, Level, PersonColumn

# How often two rows of one person have nothing in common in a column: people move, marry and give no true answer.
_OTHER = 0.05
_NAMES = ("first_name", "surname")


def comparisons(columns: Sequence[PersonColumn]) -> tuple[Comparison, ...]:
    """Choose how each column is compared."""
    return tuple(Comparison(column, _levels(column, columns)) for column in columns)


def _levels(column: PersonColumn, columns: Sequence[PersonColumn]) -> tuple[Level, ...]:
    left, right = f"{column.key}_l", f"{column.key}_r"
    closer = (
        *_LEVELS.get(column.kind, _texts)(left, right),
        *_swapped(column, columns),
        *_FARTHER.get(column.kind, _none)(left, right),
    )
    same = Level(
        "same", f"{left} = {right}", 1 - _OTHER - sum(level.m for level in closer), _CHANCE.get(column.kind, 0.002)
    )
    rest = Level("different", "", _OTHER, 1 - same.u - sum(level.u for level in closer))
    return same, *closer, rest


def _swapped(column: PersonColumn, columns: Sequence[PersonColumn]) -> tuple[Level, ...]:
    """Values that stand in each other's columns: first name and surname, or the two lines of an address."""
    kinds = _NAMES if column.kind in _NAMES else ("street",) if column.kind == "street" else ()
    others = [other.key for other in columns if other.kind in kinds and other != column]
    told = " OR ".join(f"{column.key}_l = {other}_r OR {other}_l = {column.key}_r" for other in others)
    return (Level("swapped", told, 0.02, 0.0005),) if told else ()


def _names(left: str, right: str) -> tuple[Level, ...]:
    return (Level("typo", f"jaro_winkler_similarity({left}, {right}) >= 0.88", 0.15, 0.005),)


def _near_names(left: str, right: str) -> tuple[Level, ...]:
    """Short forms, such as Rob for Robert, and names that are farther off."""
    short = " OR ".join(
        f"(length({one}) >= 3 AND starts_with({other}, {one}))" for one, other in ((left, right), (right, left))
    )
    return (Level("similar", f"jaro_winkler_similarity({left}, {right}) >= 0.8 OR {short}", 0.05, 0.01),)


def _dates(left: str, right: str) -> tuple[Level, ...]:
    """Dates as eight digits: one digit wrong, day and month swapped, two digits or one of its three parts wrong."""
    parts = [
        (f"substr({left}, {at}, {length})", f"substr({right}, {at}, {length})")
        for at, length in ((1, 4), (5, 2), (7, 2))
    ]
    (year, year_r), (month, month_r), (day, day_r) = parts
    swapped = f"{year} = {year_r} AND {month} = {day_r} AND {day} = {month_r}"
    agreeing = " + ".join(f"CAST({one} = {other} AS INTEGER)" for one, other in parts)
    return (
        Level("typo", f"hamming({left}, {right}) <= 1 OR ({swapped})", 0.1, 0.003),
        Level("partly", f"hamming({left}, {right}) <= 2 OR {agreeing} >= 2", 0.05, 0.015),
        Level("near", f"abs(CAST({year} AS INTEGER) - CAST({year_r} AS INTEGER)) <= 1", 0.02, 0.05),
    )


def _emails(left: str, right: str) -> tuple[Level, ...]:
    """An address mistyped, or the same name at another provider."""
    name = f"split_part({left}, '@', 1) = split_part({right}, '@', 1)"
    return (
        Level("typo", f"jaro_winkler_similarity({left}, {right}) >= 0.95", 0.15, 0.0005),
        Level("similar", f"{name} OR jaro_winkler_similarity({left}, {right}) >= 0.88", 0.08, 0.001),
        Level("near", f"jaro_winkler_similarity({left}, {right}) >= 0.8", 0.03, 0.004),
    )


def _postcodes(left: str, right: str) -> tuple[Level, ...]:
    """One sign wrong in four to seven, or the same area."""
    return (
        Level("typo", f"jaro_similarity({left}, {right}) >= 0.8", 0.1, 0.015),
        Level("near", f"substr({left}, 1, 2) = substr({right}, 1, 2)", 0.05, 0.05),
    )


def _texts(left: str, right: str) -> tuple[Level, ...]:
    return (Level("typo", f"jaro_winkler_similarity({left}, {right}) >= 0.92", 0.15, 0.001),)


def _near_texts(left: str, right: str) -> tuple[Level, ...]:
    return (Level("similar", f"jaro_winkler_similarity({left}, {right}) >= 0.85", 0.03, 0.003),)


def _codes(left: str, right: str) -> tuple[Level, ...]:
    """A number or a code with a sign wrong or two swapped."""
    return (Level("typo", f"jaro_similarity({left}, {right}) >= 0.85", 0.05, 0.001),)


def _numbers(left: str, right: str) -> tuple[Level, ...]:
    """House numbers have few digits, so that one wrong is much."""
    return (Level("typo", f"jaro_similarity({left}, {right}) >= 0.6", 0.08, 0.2),)


def _none(_left: str, _right: str) -> tuple[Level, ...]:
    return ()


_Levels = Callable[[str, str], tuple[Level, ...]]
# What comes before values that stand in each other's columns, and what after.
_LEVELS: Mapping[Kind, _Levels] = {
    "first_name": _names,
    "surname": _names,
    "full_name": _names,
    "date": _dates,
    "email": _emails,
    "phone": _codes,
    "postcode": _postcodes,
    "number": _numbers,
    "category": _none,
    "code": _codes,
}
_FARTHER: Mapping[Kind, _Levels] = {
    "first_name": _near_names,
    "surname": _near_names,
    "full_name": _near_names,
    "place": _near_texts,
    "street": _near_texts,
    "text": _near_texts,
}
# How often two people have the same value.
_CHANCE: Mapping[Kind, float] = {
    "first_name": 0.01,
    "surname": 0.005,
    "full_name": 0.0002,
    "date": 0.0002,
    "email": 0.00005,
    "phone": 0.00005,
    "postcode": 0.005,
    "place": 0.03,
    "number": 0.02,
    "category": 0.3,
    "code": 0.00005,
}
