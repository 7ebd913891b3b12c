"""Columns of people: what each one tells, by its name and by what stands in it, and its values made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import cleaned
from percorso.core.matching import Kind, PersonColumn

# Names of columns, reduced to their letters, in English and Italian.
_NAMES: Mapping[Kind, str] = {
    "first_name": "firstname givenname forename fname christianname nome primonome givennames",
    "surname": "surname lastname familyname lname secondname cognome",
    "full_name": "name fullname customername displayname contactname nominativo nomecompleto nomecognome cognomenome",
    "date": "dob dateofbirth birthdate birthday born datanascita datadinascita compleanno natoil",
    "email": "email emailaddress mail posta postaelettronica indirizzoemail",
    "phone": "phone phonenumber telephone tel mobile mobilephone cell cellphone telefono cellulare numeroditelefono",
    "postcode": "postcode postalcode zip zipcode cap codicepostale",
    "place": "city town suburb locality municipality place comune citta localita luogo luogodinascita birthplace",
    "street": "address address1 address2 addressline1 addressline2 street streetname street1 street2 via indirizzo",
    "number": "streetnumber housenumber number civico numerocivico",
    "category": "state province county region country gender sex title provincia regione nazione paese sesso",
    "code": "taxcode taxid codicefiscale partitaiva vat ssn socsecid nationalid passport loyaltyid card tessera",
}
_KIND_OF: Mapping[str, Kind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
# A column is what most of its values look like; typing errors leave some of them out.
_MOST = 0.8
# A category has few values, each of many rows.
_CATEGORY_ROWS = 20
# The end of a phone number tells numbers apart with and without a country's prefix.
_PHONE_DIGITS = 9
_PHONE = re.compile(r"[+\d][\d\s()./-]{6,18}")
_DATE = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?:[T ].*)?|(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_LETTERS = re.compile(r"[^\w]+|_")


def columns_of(people: pa.Table) -> tuple[PersonColumn, ...]:
    """Say what each column tells: by its name where that is known and its values do not deny it, else by its values."""
    return tuple(
        PersonColumn(name, f"c{place}", _kind(name, people[name].combine_chunks()))
        for place, name in enumerate(people.column_names)
    )


def known_by_name(name: str) -> bool:
    """Say whether a column of this name tells who somebody is."""
    return _letters(name) in _KIND_OF


def comparable(people: pa.Table, columns: Sequence[PersonColumn]) -> pa.Table:
    """Make values comparable: case, accents, blanks, notation of dates and phones do not count; none is null.

    Returns:
        One text column a column, by their keys.
    """
    return pa.table({column.key: _cleaned(column.kind, people[column.name].combine_chunks()) for column in columns})


def _kind(name: str, values: pa.Array) -> Kind:
    words = [word for word in map(cleaned, pc.unique(values).to_pylist()) if word]
    named = _KIND_OF.get(_letters(name))
    shapes: tuple[tuple[Kind, Callable[[str], object]], ...] = (
        ("email", lambda word: "@" in word),
        ("date", _DATE.fullmatch),
        ("phone", _PHONE.fullmatch),
    )
    if named is not None and (named not in dict(shapes) or _most(dict(shapes)[named], words)):
        return named
    for kind, shaped in shapes:
        if words and _most(shaped, words):
            return kind
    known = len(values) - values.null_count
    if words and known >= _CATEGORY_ROWS * len(words):
        return "category"
    return "code" if words and _most(lambda word: any(map(str.isdigit, word)), words) else "text"


def _most(shaped: Callable[[str], object], words: Sequence[str]) -> bool:
    return sum(1 for word in words if shaped(word.strip())) >= _MOST * len(words)


def _cleaned(kind: Kind, values: pa.Array) -> pa.Array:
    encoded = values.cast(pa.string()).dictionary_encode()
    written = encoded.dictionary.to_pylist()
    words = [cleaned(word) for word in written]
    if kind == "date":
        clean: Callable[[str], str] = _date_reader(words)
    else:
        clean = _CLEANERS.get(kind, _joined)
    made = pa.array([clean(_plain(word)) or None if word else None for word in words], pa.string())
    return made.take(encoded.indices)


def _plain(word: str) -> str:
    """Leave case and accents aside."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def _letters(word: str) -> str:
    return _LETTERS.sub("", _plain(word))


def _joined(word: str) -> str:
    """Leave signs and blanks aside: ``king street`` and ``kingstreet`` are one."""
    return _letters(word)


def _sorted_words(word: str) -> str:
    """Put the parts of a full name in one order, since forms ask for them in two."""
    return " ".join(sorted(part for part in _LETTERS.split(word) if part))


def _date_reader(words: Sequence[str | None]) -> Callable[[str], str]:
    """Make what writes a date as eight digits; whether the month stands first is told by the column as a whole."""
    found = [match for word in words if word and (match := _DATE.fullmatch(word.strip()))]
    firsts = [(int(match[4]), int(match[5])) for match in found if match[4]]
    month_first = any(second > 12 for _, second in firsts) and all(first <= 12 for first, _ in firsts)

    def read(word: str) -> str:
        match = _DATE.fullmatch(word.upper())
        if match is None:
            return ""
        if match[1]:
            return match[1] + match[2] + match[3]
        day, month = (match[5], match[4]) if month_first else (match[4], match[5])
        return match[6] + month.zfill(2) + day.zfill(2)

    return read


_CLEANERS: Mapping[Kind, Callable[[str], str]] = {
    "email": lambda word: "".join(word.split()),
    "phone": lambda word: re.sub(r"\D", "", word)[-_PHONE_DIGITS:],
    "full_name": _sorted_words,
}
