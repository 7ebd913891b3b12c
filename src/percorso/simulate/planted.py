"""What is planted: personas, channels and their campaigns, stage laws, frictions. docs/guides/simulator.md says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Persona:
    """A kind of person.

    Attributes:
        share: of all people.
        needs: how many needs a year.
        intent: mean of the latent intent of their needs.
        coupons: how often they look for a discount code.
        mobile: share of visits on a phone.
        hours: weights of the hours of the day, in threes from midnight.
        weekend: how much likelier a day of the weekend is than a working day.
        spends: multiplies how many pieces they buy.
        affinity: channel key to how much more (or less) of it they meet.
    """

    key: str
    share: float
    needs: float
    intent: float
    coupons: float
    mobile: float
    hours: tuple[float, ...]
    weekend: float
    spends: float
    registered: float
    subscribed: float
    affinity: Mapping[str, float] = field(default_factory=dict)


_EVENING = (0.3, 0.05, 0.4, 1.0, 1.2, 1.1, 1.8, 2.6)
_OFFICE = (0.1, 0.05, 0.7, 2.2, 2.0, 2.0, 1.2, 0.8)
_COMMUTE = (0.2, 0.1, 2.2, 1.0, 1.2, 0.9, 2.2, 1.6)

PERSONAS = (
    Persona(
        "bargain_hunter", 0.28, 3.2, -0.1, 0.55, 0.72, _EVENING, 1.2, 0.9, 0.5, 0.5,
        {"affiliates": 2.2, "paid_shopping": 1.8, "email": 1.3},
    ),
    Persona(
        "busy_parent", 0.24, 3.6, 0.15, 0.2, 0.8, _COMMUTE, 0.9, 1.2, 0.6, 0.4,
        {"paid_social": 1.5, "organic_social": 1.3},
    ),
    Persona(
        "home_lover", 0.2, 4.2, 0.25, 0.1, 0.55, _EVENING, 1.5, 1.3, 0.6, 0.55,
        {"organic_search": 1.2, "referral": 1.6, "display": 1.2},
    ),
    Persona(
        "gift_giver", 0.18, 1.8, -0.3, 0.15, 0.6, _OFFICE, 0.8, 0.9, 0.3, 0.2,
        {"generic_search": 1.5, "ai_assistant": 1.5},
    ),
    Persona(
        "loyal_regular", 0.1, 6.0, 0.8, 0.15, 0.6, _OFFICE, 1.0, 1.2, 0.9, 0.8,
        {"direct": 2.0, "brand_search": 1.6, "email": 1.5},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """A way to be reached.

    Attributes:
        name: the channel as GA4's default channel group calls its visits.
        rate: exposures a need, for somebody of average intent.
        driven: how strongly intent drives exposure; 0 means intent has no say.
        effect: log-odds of an order added at full exposure: the planted cause.
        seen: share of exposures that end in a visit.
        when: Beta law of the moment within the way to the decision.
        closes: weight as the way back of somebody who has decided; such a visit follows from the decision and causes
            nothing.
        withheld: whether a holdout of it can be run.
        instead: where its intent-driven visits come from when it is withheld; empty where they stay away.
        platform: the account that is charged; a click costs ``cpc``, a thousand exposures ``cpm`` euros.
    """

    key: str
    name: str
    source: str
    medium: str
    referrer: str
    rate: float
    driven: float
    effect: float
    seen: float
    when: tuple[float, float]
    closes: float
    withheld: bool = True
    instead: str = ""
    platform: str = ""
    cpc: float = 0.0
    cpm: float = 0.0


_G, _FB = "https://www.google.com/", "https://l.facebook.com/"
CHANNELS = (
    Channel("display", "Display", "gdn", "display", "https://tpc.googlesyndication.com/", 1.8, 0.0, 0.40, 0.06,
            (1.0, 2.2), 0.0, platform="google_ads", cpm=4.0),
    Channel("paid_social", "Paid Social", "facebook", "paid_social", _FB, 1.7, 0.0, 0.38, 0.20,
            (1.0, 2.2), 0.0, platform="meta_ads", cpm=7.5),
    Channel("email", "Email", "newsletter", "email", "", 1.1, 0.15, 0.38, 0.30,
            (1.4, 1.4), 0.3, platform="other", cpm=1.5),
    Channel("generic_search", "Paid Search", "google", "cpc", _G, 0.28, 0.35, 0.45, 1.0,
            (1.2, 2.0), 0.2, platform="google_ads", cpc=0.62),
    Channel("paid_shopping", "Paid Shopping", "google", "cpc", _G, 0.26, 0.45, 0.25, 1.0,
            (1.6, 1.6), 0.6, platform="google_ads", cpc=0.38),
    Channel("affiliates", "Affiliates", "sconti-online", "affiliate", "https://www.sconti-online.example/", 0.12, 0.5,
            0.12, 1.0, (2.2, 1.2), 0.5, platform="other", cpc=0.45),
    Channel("referral", "Referral", "", "", "https://www.casa-e-idee.example/", 0.11, 0.3, 0.20, 1.0, (1.2, 2.0), 0.1,
            withheld=False),
    Channel("organic_social", "Organic Social", "", "", "https://l.instagram.com/", 0.14, 0.2, 0.15, 1.0, (1.0, 2.0),
            0.1, withheld=False),
    Channel("ai_assistant", "AI Assistant", "chatgpt.com", "", "https://chatgpt.com/", 0.04, 0.4, 0.15, 1.0, (1.4, 1.6),
            0.05, withheld=False),
    Channel("organic_search", "Organic Search", "", "", _G, 0.85, 0.45, 0.0, 1.0, (1.6, 1.6), 2.0, withheld=False),
    Channel("direct", "Direct", "", "", "", 0.45, 0.5, 0.0, 1.0, (2.0, 1.4), 3.2, withheld=False),
    Channel("brand_search", "Paid Search", "google", "cpc", _G, 0.2, 0.8, 0.02, 1.0,
            (2.6, 1.2), 3.6, instead="organic_search", platform="google_ads", cpc=0.21),
    Channel("retargeting", "Paid Other", "criteo", "retargeting", "https://cas.criteo.com/", 0.9, 0.8, 0.05, 0.14,
            (2.6, 1.2), 1.0, instead="direct", platform="other", cpm=6.0),
)  # fmt: skip
KEYS = tuple(one.key for one in CHANNELS)


class Campaign(NamedTuple):
    """An effort within a channel: its share of the channel's exposures, and how potent one of them is.

    A potency of 0 is waste: it costs, and does nothing. ``idle`` is a cost in euros a day without a single contact.
    """

    key: str
    channel: str
    share: float
    potency: float
    idle: float = 0.0


CAMPAIGNS = (
    Campaign("display_interessi_casa", "display", 0.6, 1.2),
    Campaign("display_vasto_pubblico", "display", 0.4, 0.7),
    Campaign("social_prospecting_video", "paid_social", 0.45, 1.3),
    Campaign("social_simili_clienti", "paid_social", 0.35, 1.0),
    Campaign("social_concorso_a_premi", "paid_social", 0.2, 0.0),
    Campaign("newsletter_settimanale", "email", 0.7, 0.8),
    Campaign("email_promozioni", "email", 0.3, 1.4),
    Campaign("ricerca_arredo", "generic_search", 0.5, 1.2),
    Campaign("ricerca_idee_regalo", "generic_search", 0.3, 1.0),
    Campaign("ricerca_termini_larghi", "generic_search", 0.2, 0.0),
    Campaign("shopping_catalogo", "paid_shopping", 1.0, 1.0),
    Campaign("affiliati_sconti", "affiliates", 1.0, 1.0),
    Campaign("marchio_it", "brand_search", 1.0, 1.0),
    Campaign("retargeting_carrello", "retargeting", 0.7, 1.2),
    Campaign("retargeting_schede", "retargeting", 0.3, 0.5),
    Campaign("notorieta_video", "paid_social", 0.0, 0.0, idle=9.0),
)

# Free channels run no campaign; their exposures carry this one's number.
NO_CAMPAIGN = -1


class Friction(NamedTuple):
    """Something in the way of an order: the funnel step it bites at, and the log-odds it takes away there."""

    key: str
    step: str
    loss: float


# In the order people meet them.
FRICTIONS = (
    Friction("account_required", "checkout", 0.30),
    Friction("iphone_address_form", "checkout", 0.45),
    Friction("slow_carrier", "delivery", 0.60),
    Friction("payment_outage", "payment", 3.0),
)

# How far short of an order somebody may fall and still reach a stage or step: log-odds above the order's own.
DEPTHS: Mapping[str, float] = {
    "consideration": 2.9,
    "cart": 1.35,
    "checkout": 0.75,
    "delivery": 0.45,
    "payment": 0.2,
    "order": 0.0,
}

# Log-odds of an order: BASE + INTENT * z + effects - frictions.
BASE = -3.5
INTENT = 1.15
# The latent intent of a need: its persona's mean, what is the person's own, and what is the need's own.
OWN_SD, NEED_SD = 0.5, 0.85

# Awareness to consideration: lognormal days. Consideration to decision: Weibull days. Both shorten as intent grows.
AWARE_MEDIAN, AWARE_SIGMA = 1.2, 0.9
CONSIDER_SCALE, CONSIDER_SHAPE = 4.5, 0.85
HASTE = 0.25
# Delivery to a review: lognormal days, for those who write one.
REVIEW_MEDIAN, REVIEW_SIGMA = 6.0, 0.7

# Weight of each month's days, January first; of November's last week and December's first three on top.
MONTHS = (0.95, 0.8, 0.9, 0.95, 1.0, 0.9, 0.85, 0.65, 0.95, 1.05, 1.2, 1.35)
BLACK_WEEK, CHRISTMAS = 1.8, 1.3

REGIONS = ("Lombardia", "Lazio", "Campania", "Veneto", "Emilia-Romagna", "Piemonte", "Puglia", "Toscana", "Sicilia",
           "Sardegna")  # fmt: skip
REGION_SHARES = (0.24, 0.14, 0.1, 0.11, 0.1, 0.09, 0.06, 0.08, 0.06, 0.02)
# Carriers do not exist; the slow one serves the regions named.
CARRIERS = ("Freccia", "Lumaca Espressi", "PuntoPacco")
SLOW_REGIONS = ("Campania", "Puglia", "Sicilia", "Sardegna")
