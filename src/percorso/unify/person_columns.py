"""Columns of people: what each one tells, by its name and by what stands in it, and its values made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import cleaned
from percorso.core.matching import Kind, PersonColumn
from percorso.unify.written_dates import is_date, reader

# Names of columns, reduced to their letters, in English, Italian, German, French and Spanish.
_NAMES: Mapping[Kind, tuple[str, ...]] = {
    "first_name": (
        "firstname givenname forename fname christianname nome primonome givennames",
        "vorname rufname prenom prenoms nombre nombres nombredepila",
    ),
    "surname": (
        "surname lastname familyname lname secondname cognome",
        "nachname familienname zuname nom nomdefamille nomdenaissance apellido apellidos primerapellido",
        "segundoapellido",
    ),
    "full_name": (
        "name fullname customername displayname contactname nominativo nomecompleto nomecognome cognomenome",
        "vollername vollstandigername nomcomplet nomprenom prenomnom nombrecompleto nombreyapellidos",
    ),
    "date": (
        "dob dateofbirth birthdate birthday born datanascita datadinascita compleanno natoil",
        "geburtsdatum geburtstag geborenam geboren datedenaissance datenaissance naissance neele",
        "fechadenacimiento fechanacimiento nacimiento",
    ),
    "email": (
        "email emailaddress mail posta postaelettronica indirizzoemail",
        "emailadresse mailadresse adresseemail adressemail courriel correo correoelectronico",
    ),
    "phone": (
        "phone phonenumber telephone tel mobile mobilephone cell cellphone telefono cellulare numeroditelefono",
        "telefon telefonnummer handy handynummer mobil mobiltelefon mobilnummer rufnummer telephoneportable",
        "telephonemobile numerodetelephone telefonomovil movil numerodetelefono",
    ),
    "postcode": (
        "postcode postalcode zip zipcode cap codicepostale",
        "plz postleitzahl codepostal codigopostal",
    ),
    "place": (
        "city town suburb locality municipality place comune citta localita luogo luogodinascita birthplace",
        "ort stadt wohnort geburtsort gemeinde ville commune lieudenaissance ciudad localidad poblacion",
        "municipio lugardenacimiento",
    ),
    "street": (
        "address address1 address2 addressline1 addressline2 street streetname street1 street2 via indirizzo",
        "adresse anschrift strasse rue voie direccion calle domicilio",
    ),
    "number": (
        "streetnumber housenumber number civico numerocivico",
        "hausnummer hausnr",
    ),
    "category": (
        "state province county region country gender sex title provincia regione nazione paese sesso",
        "land bundesland geschlecht anrede pays sexe civilite departement pais sexo genero tratamiento",
    ),
    "code": (
        "taxcode taxid codicefiscale partitaiva vat ssn socsecid nationalid passport loyaltyid card tessera",
        "steuernummer steuerid ustidnr personalausweis numerofiscal siret nif dni nie kundenkarte",
        "cartefidelite cartedefidelite",
    ),
}
_KIND_OF: Mapping[str, Kind] = {name: kind for kind, lines in _NAMES.items() for line in lines for name in line.split()}
# A column is what most of its values look like; typing errors leave some of them out. One that is called so needs less.
_MOST = 0.8
_NAMED = 0.5
# A category has few values, each of many rows.
_CATEGORY_ROWS = 20
# The end of a phone number tells numbers apart with and without a country's prefix.
_PHONE_DIGITS = 9
_PHONE = re.compile(r"[+\d][\d\s()./-]{6,18}")
_LETTERS = re.compile(r"[^\w]+|_")


def columns_of(people: pa.Table) -> tuple[PersonColumn, ...]:
    """Say what each column tells: by its name where that is known and its values do not deny it, else by its values."""
    named = _named(people.column_names)
    return tuple(
        _column(name, f"c{place}", named[place], people[name].combine_chunks())
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


def _named(names: Sequence[str]) -> list[Kind | None]:
    """Say what columns tell by their names alone; a name beside a first name is a surname, as in ``Vorname, Name``."""
    found = [_KIND_OF.get(_letters(name)) for name in names]
    if "first_name" in found and "surname" not in found:
        return ["surname" if _letters(name) == "name" else kind for name, kind in zip(names, found, strict=True)]
    return found


def _column(name: str, key: str, named: Kind | None, values: pa.Array) -> PersonColumn:
    words = [word for word in map(cleaned, pc.unique(values).to_pylist()) if word]
    if named is None:
        return PersonColumn(name, key, _kind(values, words))
    if named not in _SHAPES or not words or _share(_SHAPES[named], words) >= _NAMED:
        return PersonColumn(name, key, named)
    return PersonColumn(name, key, _kind(values, words), denied=named)


def _kind(values: pa.Array, words: Sequence[str]) -> Kind:
    """Say what a column tells by its values."""
    for kind, shaped in _SHAPES.items():
        if words and _share(shaped, words) >= _MOST:
            return kind
    known = len(values) - values.null_count
    if words and known >= _CATEGORY_ROWS * len(words):
        return "category"
    return "code" if words and _share(lambda word: any(map(str.isdigit, word)), words) >= _MOST else "text"


def _share(shaped: Callable[[str], object], words: Sequence[str]) -> float:
    return sum(1 for word in words if shaped(word.strip())) / len(words)


def _cleaned(kind: Kind, values: pa.Array) -> pa.Array:
    encoded = values.cast(pa.string()).dictionary_encode()
    written = encoded.dictionary.to_pylist()
    words = [cleaned(word) for word in written]
    if kind == "date":
        clean: Callable[[str], str] = reader([word for word in words if word])
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


_CLEANERS: Mapping[Kind, Callable[[str], str]] = {
    "email": lambda word: "".join(word.split()),
    "phone": lambda word: re.sub(r"\D", "", word)[-_PHONE_DIGITS:],
    "full_name": _sorted_words,
}

# In this order: what is a date in figures also looks like a phone number.
_SHAPES: Mapping[Kind, Callable[[str], object]] = {
    "email": lambda word: "@" in word,
    "date": is_date,
    "phone": _PHONE.fullmatch,
}
