import pytest

from percorso.collect.email_exports import ACTIONS, action_of
from percorso.core.errors import PercorsoError
from percorso.trace.stages import StageRules


@pytest.mark.parametrize(
    ("word", "event", "bounce_type"),
    [
        ("SNT", "Email Sent", None),
        ("request", "Email Sent", None),
        ("Received Email", "Email Delivered", None),
        ("Recapitata", "Email Delivered", None),
        ("OPN", "Email Opened", None),
        ("unique_opened", "Email Opened", None),
        ("Apertura", "Email Opened", None),
        ("click", "Email Link Clicked", None),
        ("Cliccato", "Email Link Clicked", None),
        ("NCO", "Email Bounced", None),
        ("hardBounce", "Email Bounced", "hard"),
        ("soft_bounce", "Email Bounced", "soft"),
        ("Dropped Email", "Email Bounced", "dropped"),
        ("blocked", "Email Bounced", "blocked"),
        ("Disiscrizione", "Unsubscribed", None),
        ("Marked Email as Spam", "Email Marked as Spam", None),
        ("abuse", "Email Marked as Spam", None),
        ("deferred", "Email Deferred", None),
        ("loadedByProxy", "Email Opened by Proxy", None),
    ],
)
def test_a_platform_s_word_becomes_the_name_of_the_segment_spec(word: str, event: str, bounce_type: str | None) -> None:
    assert action_of(word)[::2] == (event, bounce_type)


def test_another_word_is_refused_naming_what_is_known() -> None:
    with pytest.raises(PercorsoError, match="Email Opened") as caught:
        action_of("placed order")
    assert caught.value.code == "unknown_action"


def test_only_what_reached_somebody_has_a_channel_by_its_name_too() -> None:
    rules = StageRules.built_in()
    assert {one.event: rules.channel_named(one.event) == one.channel for one in ACTIONS} == {
        one.event: one.reached for one in ACTIONS
    }
