"""The routes that say where orders came from, and what that cost."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from litestar import get
from litestar.params import PathParameter, QueryParameter

from percorso.core import lists
from percorso.core.errors import PercorsoError
from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.core.time import parse_duration
from percorso.pipeline.asking import edition
from percorso.pipeline.crediting import RefundsOn, attribute_workspace, known_models, read_terms
from percorso.pipeline.explaining import explain, orders_of
from percorso.pipeline.levels import at_level
from percorso.pipeline.masking import Mask
from percorso.pipeline.spending import JoinedBy, spend
from percorso.store.workspace import Workspace
from percorso.web.access import READERS, sees_people
from percorso.web.analyses import Asked, Shown
from percorso.web.money_documents import Attribution, Explained, Spend
from percorso.web.parameters import Conditions, Language, Level, SegmentName, Since, Until
from percorso.web.problems import told

Models = Annotated[
    list[str] | None, QueryParameter(description="Names of models, repeated or with commas; all where none is named.")
]
Earning = Annotated[
    Literal["channel", "campaign", "source_medium", "creative", "landing"], QueryParameter(description="What earns.")
]
LookBack = Annotated[
    str | None, QueryParameter(description="How long before a conversion a touch may earn, such as 30d.")
]
HalfLife = Annotated[str, QueryParameter(description="Of time_decay.")]
Position = Annotated[str, QueryParameter(description="Of position_based: percent of first and last.")]
MarkovOrder = Annotated[int, QueryParameter(description="Of markov.", ge=1, le=3)]
Direct = Annotated[str, QueryParameter(description="Of last_non_direct: what is passed over.")]
Interval = Annotated[bool, QueryParameter(description="Whether to draw 95% intervals.")]
Seed = Annotated[int, QueryParameter(description="Of the intervals' draws.", ge=0, le=2**31)]
Refunds = Annotated[RefundsOn, QueryParameter(description="Whether a refund takes from its order's day or its own.")]
Joined = Annotated[
    JoinedBy, QueryParameter(description="Whether credit counts on the days of orders, or of the touches that earn it.")
]
Number = Annotated[
    str,
    PathParameter(
        description="The order's number, as the shop gave it; without the right to personal data the masks of its"
        " customer and its own, with a slash between."
    ),
]
# Drawing intervals takes a second; until the next build the same question has the same answer.
_KEPT = 32


def money(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's credit and spend."""
    shown = Shown(workspace, Mask(workspace))

    @lru_cache(maxsize=_KEPT)
    def credits_of(_edition: str, level: Level, models: tuple[str, ...], **asked: Any) -> dict[str, Any]:
        return attribute_workspace(at_level(workspace, level), models, **asked)

    @get(
        "/api/v1/attribution",
        **READERS,
        summary="Who earns the orders, under several models side by side",
        responses=told(Attribution, 400, 401, 403, 404, 409),
    )
    def credited(
        request: Asked,
        models: Models = None,
        by: Earning = "channel",
        look_back: LookBack = None,
        half_life: HalfLife = "7d",
        position: Position = "40,40",
        markov_order: MarkovOrder = 1,
        direct: Direct = "Direct",
        interval: Interval = True,
        seed: Seed = 0,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        refunds: Refunds = "order_date",
        identity: Level = "default",
    ) -> dict[str, Any]:
        found = credits_of(
            edition(workspace),
            identity,
            known_models(lists.names(models or ())),
            by=by,
            terms=read_terms(half_life, position, markov_order, direct),
            look_back=parse_duration(look_back) if look_back else None,
            interval=interval,
            seed=seed,
            period=Period.read(since, until),
            segment=shown.whom(request, segment, condition),
            refunds=refunds,
        )
        return shown.texts(request, found)

    return [credited, _spent(shown), _explained(shown)]


def _spent(shown: Shown) -> Any:
    @lru_cache(maxsize=_KEPT)
    def spend_of(_edition: str, level: Level, period: Period, joined_by: JoinedBy, segment: Segment) -> dict[str, Any]:
        return spend(at_level(shown.workspace, level), period, joined_by, segment)

    @get(
        "/api/v1/spend",
        **READERS,
        summary="What campaigns and channels cost, beside what each model credits them with",
        responses=told(Spend, 400, 401, 403, 404, 409),
    )
    def spent(
        request: Asked,
        since: Since = None,
        until: Until = None,
        joined_by: Joined = "order_date",
        segment: SegmentName = None,
        condition: Conditions = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        asked = shown.whom(request, segment, condition)
        found = spend_of(edition(shown.workspace), identity, Period.read(since, until), joined_by, asked)
        return shown.texts(request, found)

    return spent


def _explained(shown: Shown) -> Any:
    @get(
        "/api/v1/explain/{order:path}",
        **READERS,
        summary="One order's credit, touch by touch; whose it is is masked without the right to personal data",
        responses=told(Explained, 400, 401, 403, 404, 409),
    )
    def explained(
        request: Asked, order: Number, language: Language = "en", identity: Level = "default"
    ) -> dict[str, Any]:
        asked, shop = order.removeprefix("/"), at_level(shown.workspace, identity)
        meant = asked if sees_people(request) else _by_masks(shop, shown.mask, asked)
        return shown.people(request, explain(shop, meant, language), asked)

    return explained


def _by_masks(workspace: Workspace, mask: Mask, asked: str) -> str:
    """Find an order as a person's masked way shows it: by the masks of whose it is and of its number."""
    whose, _, number = asked.partition("/")
    found = (one for one in orders_of(workspace, mask.customer_of(whose)) if mask.of(one) == number)
    if (order := next(found, None)) is None:
        hint = "Open it from a person's way."
        raise PercorsoError("unknown_order", f"No order is known by '{asked}'.", hint=hint, given={"order": asked})
    return order
