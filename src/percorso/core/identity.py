"""Identifiers: their kinds, strongest first, and the values that name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

KINDS = ("user", "email", "phone", "crm", "loyalty", "tax", "anonymous", "order", "pickup")
# Kinds that name a person; the others name a device or a thing that a person placed.
PERSONAL = ("user", "email", "phone", "crm", "loyalty", "tax")

# What a link rests on: an identifier seen by itself, a user on a device, an alias, and else the kind of its weaker end.
EVIDENCE = ("alone", "login", "email", "phone", "crm", "loyalty", "tax", "order", "pickup", "alias")

# The traits that name somebody, by kind; of several the first that is told.
NAMING_TRAITS: Mapping[str, tuple[str, ...]] = {
    "crm": ("crm_id", "crmId"),
    "loyalty": ("loyalty_id", "loyaltyId", "loyalty_card"),
    "tax": ("tax_code", "taxCode", "codice_fiscale"),
}

# White space around an identifier, the no-break space of spreadsheets included, is no part of it.
BLANKS = " \t\r\n\u00a0"

# What forms, tills, tag managers and half-configured SDKs send in place of an identifier; compared in lower case.
BLOCKED = frozenset(
    {
        *("", "-", "--", ".", "0", "-1", "null", "(null)", "nil", "none", "(none)", "undefined", "unset", "(not set)"),
        *("nan", "n/a", "#n/a", "false", "true", "unknown", "anonymous", "guest", "[object object]", "{}", "[]"),
        *("00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000"),
        *("test@test.com", "test@test.it", "a@a.com", "a@a.it", "none@none.com", "no@no.com", "noemail@noemail.com"),
        *("nomail@nomail.com", "noreply@noreply.com", "email@email.com", "user@domain.com"),
    }
)
# Addresses of a desk rather than of a person, each with any domain; ``identity.allowed`` takes some of them out.
BLOCKED_PATTERNS = (
    *("email:test@*", "email:info@*", "email:noreply@*", "email:no-reply@*", "email:nobody@*", "email:none@*"),
    *("email:postmaster@*", "email:webmaster@*", "email:donotreply@*", "email:support@*", "email:assistenza@*"),
)
# What tills and forms put where nobody has a card, a CRM entry or a tax code: one sign over and over, or an Italian tax
# code's form filled with one letter; as regular expressions, in lower case.
_ONE_SIGN = "|".join(f"{sign}{{6,}}" for sign in "0123456789x")
_FILLERS = {
    "crm": _ONE_SIGN,
    "loyalty": _ONE_SIGN,
    "tax": "|".join((_ONE_SIGN, *(f"{sign}{{6}}00{sign}00{sign}000{sign}" for sign in "axyz"))),
}
# What somebody types who does not want to give a number.
_KEYS_IN_A_ROW = ("01234567890", "09876543210")

_LETTERS = re.compile(r"[A-Za-z]")
# Fewer digits reach no telephone, and more than 15 none that is dialled (ITU-T E.164).
_DIGITS = range(7, 16)
# Of countries whose shops write their own numbers without it (ITU-T E.164 D, assigned codes).
CALLING_CODES = {
    "IT": "39",
    "SM": "378",
    "VA": "39",
    "FR": "33",
    "ES": "34",
    "PT": "351",
    "DE": "49",
    "AT": "43",
    "CH": "41",
    "NL": "31",
    "BE": "32",
    "LU": "352",
    "GB": "44",
    "IE": "353",
    "DK": "45",
    "SE": "46",
    "NO": "47",
    "FI": "358",
    "PL": "48",
    "CZ": "420",
    "SK": "421",
    "HU": "36",
    "RO": "40",
    "BG": "359",
    "GR": "30",
    "HR": "385",
    "SI": "386",
    "EE": "372",
    "LV": "371",
    "LT": "370",
    "MT": "356",
    "CY": "357",
    "US": "1",
    "CA": "1",
}
# Where the first zero of a national number is dialled from abroad too.
_KEEPS_ZERO = ("IT", "SM", "VA")


def cleaned(value: str | None) -> str | None:
    """Give an identifier without the white space around it, or None where it names nobody."""
    bare = (value or "").strip(BLANKS)
    return None if bare.lower() in BLOCKED else bare


def no_address(text: str) -> bool:
    """Say whether a text in an e-mail's place is a spreadsheet's formula, which is nobody's address."""
    return text.strip(BLANKS).startswith(("=", "@"))


def order_number(value: str | None) -> str | None:
    """Give an order's number without the sign that shops put before it, or None: who says 1001 means #1001."""
    return (cleaned(value) or "").removeprefix("#") or None


def telephone(value: str, country: str) -> str | None:
    """Write a telephone number as ``+39…``; None for what is none: one digit over and over, or the keys in a row.

    Args:
        value: as somebody typed it.
        country: the ISO code of where a number without a country's code is dialled.
    """
    bare = value.strip(BLANKS)
    digits = "".join(sign for sign in bare if sign.isascii() and sign.isdigit())
    if _LETTERS.search(bare) or len(set(digits)) < 2:
        return None
    own = digits.removeprefix("00").removeprefix(CALLING_CODES.get(country, ""))
    if any(own and own in keys for keys in _KEYS_IN_A_ROW) or len(set(own)) < 2:
        return None
    if digits.startswith("00") or bare.startswith("+"):
        whole = digits.removeprefix("00") if digits.startswith("00") else digits
    elif country in CALLING_CODES:
        national = digits if country in _KEEPS_ZERO else digits.removeprefix("0")
        whole = CALLING_CODES[country] + national
    else:
        whole = digits
    return f"+{whole}" if len(whole) in _DIGITS else None


def normal(kind: str, value: str | None, country: str = "") -> str | None:
    """Give an identifier in the one form in which identifiers of its kind are compared; None for what names nobody.

    Args:
        kind: one of KINDS; of an order or a parcel the number alone is meant, without its shop.
        value: as somebody wrote it.
        country: see ``telephone``.
    """
    bare = cleaned(value)
    if bare is None:
        return None
    match kind:
        case "email":
            return bare.lower()
        case "phone":
            return telephone(bare, country)
        case "tax":
            return "".join(bare.split()).upper() or None
        case "order":
            return order_number(bare)
    return bare


def blocking(patterns: Iterable[str], kind: str) -> str | None:
    """Write what names nobody as one regular expression of a kind of identifier: the patterns that concern it, and
    what fills its place; None where there is neither.

    Args:
        patterns: values in lower case in which ``*`` is any text, each for all kinds or, as ``email:info@*``, for one.
        kind: one of KINDS.
    """
    told = [one.split(":", 1) if one.partition(":")[0] in KINDS else [kind, one] for one in patterns]
    own = [value.lower() for of, value in told if of == kind]
    told_so = [".*".join(re.escape(part) for part in one.split("*")) for one in own]
    fillers = [_FILLERS[kind]] if kind in _FILLERS else []
    return "^(?:" + "|".join((*told_so, *fillers)) + ")$" if told_so or fillers else None
