from __future__ import annotations

import pytest

from percorso.collect.landings import arrival


@pytest.mark.parametrize(
    ("landing", "referrer", "told"),
    [
        ("/?utm_source=a&UTM_Medium=b&utm_source=c", None, {"utm_source": "a", "utm_medium": "b"}),
        ("https://shop.example/x?gclid=1", "https://www.google.com/", {
            "utm_source": "google", "utm_medium": "cpc", "referrer": "https://www.google.com/",
        }),
        ("/?utm_source=summer&gclid=1", None, {"utm_source": "summer"}),
        ("/?utm_campaign=x&msclkid=1", None, {"utm_campaign": "x", "utm_source": "bing", "utm_medium": "cpc"}),
        ("/?fbclid=1", None, {}),
        ("/?utm_source=%20", " ", {}),
        ("http://[", None, {}),
        ("/?" + "a=1&" * 5000, None, {}),
        (None, None, {}),
    ],
)  # fmt: skip
def test_a_landing_names_its_campaign_or_the_platform_that_marked_the_click(
    landing: str | None, referrer: str | None, told: dict[str, str]
) -> None:
    assert arrival(landing, referrer) == told
