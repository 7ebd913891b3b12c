"""Money: whole minor units with a currency; never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from percorso.core.errors import PercorsoError, unknown

# ISO 4217 list one (active currencies, funds codes left out), as of 2026-01-01.
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG""".split()
)
_NO_MINOR = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE_PLACES = frozenset("BHD IQD JOD KWD LYD OMR TND".split())

# Above this a money field is a mistake (a phone number, an id), not a price: ten billion units.
LARGEST = Decimal(10) ** 10

_SHAPES = {
    ".": re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}(['\u2019\u00a0\u202f ]\d{3})+)(\.\d*)?|[+-]?\.\d+", re.ASCII),
    ",": re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(['\u2019\u00a0\u202f ]\d{3})+)(,\d*)?|[+-]?,\d+", re.ASCII),
}
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_SYMBOLS = re.compile(r"^[A-Z]{3}\s|\s[A-Z]{3}$|^[€$£¥]?\s*|\s*[€$£¥]?$")


def places(currency: str) -> int:
    """Give the number of decimal places of a currency (ISO 4217)."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE_PLACES else 2


def known_currency(text: str) -> str:
    """Return the upper-case ISO 4217 code, or raise ``unknown_currency``."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise unknown("currency", text.strip(), CURRENCIES, code="unknown_currency")
    return code


def parse_decimal(text: str, decimal: str = ".") -> Decimal:
    """Read an amount as written in a file, with its thousands marks and currency sign.

    Args:
        text: such as ``1,234.56``, ``1.234,56``, ``€ 12``, ``-3``, ``2.3899999999999997``.
        decimal: the decimal mark, ``.`` or ``,``.

    Raises:
        PercorsoError: ``bad_amount`` when the text is no number in that notation, or is beyond any price.
    """
    bare = _SYMBOLS.sub("", text.strip().replace("\u2212", "-"))
    exponent = _EXPONENT.fullmatch(bare)
    if exponent is None and not _SHAPES[decimal].fullmatch(bare):
        raise PercorsoError("bad_amount", f"'{text}' is not an amount with '{decimal}' as its decimal mark.")
    if exponent is None:
        marks = ",'\u2019\u00a0\u202f " if decimal == "." else ".'\u2019\u00a0\u202f "
        bare = bare.translate({ord(mark): None for mark in marks}).replace(",", ".")
    amount = Decimal(bare)
    if abs(amount) > LARGEST:
        raise PercorsoError("bad_amount", f"'{text}' is larger than any price; is the column right?")
    return amount


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn an amount into whole minor units, half away from zero (12.345 EUR is 1235)."""
    return int(amount.scaleb(places(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """Turn whole minor units back into an amount with the currency's places (1235 EUR is 12.35)."""
    return Decimal(minor).scaleb(-places(currency))


def format_plain(minor: int, currency: str) -> str:
    """Write minor units as a plain decimal text for machines: ``233935.24``."""
    return f"{from_minor(minor, currency):f}"
