"""The sign or code that stands beside an amount, and which currencies it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from percorso.core.errors import PercorsoError
from percorso.core.money import CURRENCIES, known_currency

# Who writes its own money with a bare $ (CLDR narrow symbols).
_DOLLARS = """USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU DOP BSD BBD BZD BMD BND KYD XCD FJD GYD JMD LRD NAD SBD
    SRD TTD"""
# CLDR symbols and the abbreviations of price lists, in lower case. The first currency is what a sign means where
# nothing says otherwise; a sign of _SHARED means nothing by itself.
_SIGNS = {
    "$": _DOLLARS,
    "us$": "USD",
    "u$s": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "can$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "sg$": "SGD",
    "nt$": "TWD",
    "mx$": "MXN",
    "mex$": "MXN",
    "r$": "BRL",
    "€": "EUR",
    "euro": "EUR",
    "£": "GBP GIP FKP SHP EGP LBP SYP SDG SSP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "円": "JPY",
    "jp¥": "JPY",
    "cn¥": "CNY",
    "元": "CNY",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
    "fr": "CHF",
    "fr.": "CHF",
    "sfr": "CHF",
    "sfr.": "CHF",
    "zł": "PLN",
    "zl": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON MDL",
    "лв": "BGN",
    "лв.": "BGN",
    "дин": "RSD MKD",
    "дин.": "RSD MKD",
    "₴": "UAH",
    "₽": "RUB",
    "₺": "TRY",
    "tl": "TRY",
    "₹": "INR",
    "₩": "KRW KPW",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "₦": "NGN",
    "rm": "MYR",
    "rp": "IDR",
    "r": "ZAR",
}
_SHARED = frozenset(("$", "¥", "￥", "kr", "kr.", "дин", "дин."))
_MEANT = {sign: tuple(codes.split()) for sign, codes in _SIGNS.items()}

# Letters and currency signs, perhaps with the point of an abbreviation.
_WORD = r"(?:[^\W\d_]|[$€£¥￥฿\u20a0-\u20cf])+\.?"
_SIGN = rf"{_WORD}(?:\s+{_WORD})?"
_SIGNED = re.compile(
    rf"(?P<minus>[-+\u2212]?)\s*(?P<before>(?:{_SIGN})?)\s*"
    rf"(?P<number>[-+\u2212]?[.,]?\d(?:.*\d)?[.,]?)\s*(?P<after>(?:{_SIGN})?)"
)


def bare(text: str) -> str:
    """Give an amount without the signs and codes of known currencies beside it; any other text as it is."""
    return _parted(text)[0]


def told(texts: Iterable[str], currency: str) -> str:
    """Tell the currency of amounts of which nothing but the signs beside them says it.

    Args:
        texts: as exported.
        currency: of amounts without a sign, and of a sign that may mean it; empty for none.

    Raises:
        PercorsoError: ``ambiguous_currency`` of ``$`` where money is not counted in dollars; ``currency_conflict``;
            ``unknown_currency``.
    """
    found, sign = currency, ""
    for text in texts:
        here, means = _parted(text)[1:]
        if not means or found in means:
            sign = sign or here
        elif sign:
            raise _conflict(text, found)
        elif here in _SHARED:
            raise PercorsoError(
                "ambiguous_currency",
                f"'{text}' may be {', '.join(means[:3])}{' or another' if len(means) > 3 else ''}.",
                hint=f'State it beside the amount, or pass a mapping file with a line such as currency = "{means[0]}".',
            )
        else:
            found, sign = means[0], here
    return found


def require(text: str, currency: str) -> None:
    """Refuse an amount whose sign names another currency than it is said to be in.

    Raises:
        PercorsoError: ``currency_conflict``, ``unknown_currency``.
    """
    means = _parted(text)[2]
    if means and currency not in means:
        raise _conflict(text, currency)


def _conflict(text: str, currency: str) -> PercorsoError:
    return PercorsoError(
        "currency_conflict",
        f"'{text}' is not in {currency}, in which the rest of it is stated.",
        hint="Export it again with each amount in the currency that is stated beside it.",
    )


def _parted(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Part an amount into its number, the sign beside it and the currencies that may mean; most have none."""
    if not text or (text[0].isdigit() and text[-1].isdigit()):
        return text, "", ()
    return _read(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, str, tuple[str, ...]]:
    found = _SIGNED.fullmatch(text.strip())
    signs = [sign for side in ("before", "after") for sign in _signs(found[side])] if found else []
    means = [_means(sign) for sign in signs]
    if not found or not means or not all(means):
        return text, "", ()
    # $10.00 USD: the narrower of the two says which dollars.
    both = tuple(code for code in means[0] if all(code in others for others in means))
    if not both:
        raise _conflict(text, means[0][0])
    narrow = min(signs, key=lambda sign: len(_means(sign)))
    return found["minus"] + found["number"], narrow.lower(), both


def _signs(side: str) -> list[str]:
    """Part what stands on one side: ``US $`` is one sign, ``kr. DKK`` are two."""
    return [side] if side and _means(side) else side.split()


def _means(sign: str) -> tuple[str, ...]:
    folded = "".join(sign.lower().split())
    if folded in _MEANT:
        return _MEANT[folded]
    if sign.upper() in CURRENCIES:
        return (sign.upper(),)
    if len(sign) == 3 and sign.isascii() and sign.isupper():
        return (known_currency(sign),)
    # US $, or USD $: what stands before the sign says whose.
    code = folded.rstrip("$€£¥").upper()
    return (code,) if code in CURRENCIES else ()
