from __future__ import annotations

from collections.abc import Callable

import pytest

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline import channel_editing
from percorso.pipeline.auditing import audit
from percorso.pipeline.building import build
from percorso.pipeline.people import person
from percorso.store.workspace import Workspace

ANNA = Actor("anna@shop.example", frozenset(("change",)), "analyst")
PARTNER = 'name = "own"\nversion = "1"\nbased_on = "percorso"\n[[rule]]\nchannel = "Partner"\nsource_is = "news"\n'
VISIT = "https://shop.example/?utm_source=news&utm_medium=email"


def channel_of(shop: Workspace) -> str:
    return str(person(shop, "u1")["timeline"][0]["channel"])


def test_a_rule_is_tried_previewed_applied_followed_and_undone(newsletter_shop: Workspace) -> None:
    shop = newsletter_shop
    now = channel_editing.try_visit(shop, VISIT, "", language="it")
    assert (now["channel"], now["label"]) == ("Email", "E-mail")
    assert channel_editing.try_visit(shop, VISIT, "", PARTNER)["channel"] == "Partner"
    # Six people came by the newsletter, once each.
    effect = channel_editing.preview(shop, PARTNER, "it")
    assert (effect["moved"], effect["changes"][0]["from_label"], effect["changes"][0]["to"]) == (6, "E-mail", "Partner")
    assert channel_of(shop) == "Email"
    channel_editing.apply(shop, ANNA, PARTNER)
    told = channel_editing.rules(shop)
    assert (told["own"], told["text"], told["undoable"], told["followed"]) == (True, PARTNER, True, False)
    build(shop)
    assert channel_of(shop) == "Partner"
    assert channel_editing.preview(shop, PARTNER)["moved"] == 0
    channel_editing.undo(shop, ANNA)
    build(shop)
    assert channel_of(shop) == "Email"
    assert [one["action"] for one in audit(shop, 2)] == ["channel_rules_undone", "channel_rules_changed"]


def test_own_rules_are_gone_back_to(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    channel_editing.apply(shop, ANNA, PARTNER)
    channel_editing.apply(shop, ANNA, PARTNER.replace("Partner", "Friends"))
    channel_editing.undo(shop, ANNA)
    assert channel_editing.rules(shop)["text"] == PARTNER
    with pytest.raises(PercorsoError, match="nothing_to_undo"):
        channel_editing.undo(shop, ANNA)


def test_what_somebody_else_changed_meanwhile_is_not_written_over(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    base, others = channel_editing.rules(shop)["text"], PARTNER.replace("Partner", "Friends")
    channel_editing.apply(shop, ANNA, PARTNER, base)
    with pytest.raises(PercorsoError, match="rules_changed"):
        channel_editing.apply(shop, ANNA, others, base)
    assert channel_editing.rules(shop)["text"] == PARTNER
    channel_editing.apply(shop, ANNA, others, PARTNER)
    assert channel_editing.rules(shop)["text"] == others


def test_what_one_begins_with_is_a_rule_set_that_changes_nothing(newsletter_shop: Workspace) -> None:
    starter = channel_editing.rules(newsletter_shop)["text"]
    assert channel_editing.preview(newsletter_shop, starter)["moved"] == 0


def test_rules_that_cannot_be_read_change_nothing(make_shop: Callable[..., Workspace]) -> None:
    shop = make_shop()
    with pytest.raises(PercorsoError, match="unknown_channel_condition"):
        channel_editing.apply(shop, ANNA, PARTNER.replace("source_is", "source"))
    assert not channel_editing.rules(shop)["own"]
    assert not (shop.folder / "channels.toml").exists()
