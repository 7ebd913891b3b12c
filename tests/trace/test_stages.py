import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import STAGE_MODELS
from percorso.sequence.journeys import STAGES
from percorso.trace.stages import StageRules

LAST = '[[stage]]\nrule = "anything else"\nstage = "awareness"\n'


@pytest.mark.parametrize(
    ("name", "outbound", "after_order", "channel"),
    [
        ("Email Sent", True, False, "Email"),
        ("Welcome Email Delivered", True, False, "Email"),
        ("Email Opened", False, False, "Email"),
        ("Email Entered", False, False, None),
        ("email_submitted", False, False, None),
        ("Newsletter Subscribed", False, False, None),
        ("Campaign Received", True, False, None),
        ("Ad Impression", True, False, None),
        ("SMS Delivered", True, False, "SMS"),
        ("Push Notification Received", True, False, "Mobile Push Notifications"),
        ("Push Permission Granted", False, False, None),
        ("Phone Call", False, False, "Phone"),
        ("Outbound Call", True, False, "Phone"),
        ("Store Visit", False, False, "Store"),
        ("Store Locator Viewed", False, False, None),
        ("Order Shipped", True, True, None),
        ("order_refunded", False, True, None),
        ("Order Completed", False, False, None),
        ("Delivery Failed", True, True, None),
        ("Delivery Returned", True, True, None),
        ("Pickup Ready", True, True, None),
        ("Pickup Point Full", True, True, None),
        ("Email Link Clicked", False, False, "Email"),
        ("Email Bounced", True, False, None),
        ("Email Opened by Proxy", True, False, None),
        ("Email Marked as Spam", False, False, None),
        ("Unsubscribed", False, False, None),
        ("Support Ticket Solved", True, True, None),
        ("CSAT Answered", False, True, None),
        ("Review Submitted", False, True, None),
        ("Delivery Method Selected", False, False, None),
        ("Pickup Point Selected", False, False, None),
        ("Pickup Completed", False, True, None),
        ("Return Requested", False, True, None),
        ("Return Policy Viewed", False, False, None),
        ("Support Ticket Opened", False, True, None),
        ("support_chat", False, False, None),
        ("Product Reviewed", False, True, None),
        ("review_page", False, False, None),
        ("Review Requested", True, True, None),
        ("NPS Answered", False, True, None),
        ("refund", False, True, None),
        ("Refund Policy Viewed", False, False, None),
        ("Shipping Confirmation Email Sent", True, True, "Email"),
        ("Order Delivered Email Opened", False, True, "Email"),
        ("Thank You Email Sent", True, True, "Email"),
        ("Shipping Info Entered", False, False, None),
        ("Parcel Delivered", True, True, None),
        ("Parcel Locker Selected", False, False, None),
        ("Shipment Delivered", True, True, None),
        ("Order Picked Up", False, True, None),
        ("Order Ready for Pickup", True, True, None),
        ("Order Received", False, True, None),
        ("Order Review Viewed", False, False, None),
        ("Package Picked Up", False, True, None),
        ("Package Viewed", False, False, None),
        ("Item Returned", False, True, None),
        ("Ticket Opened", False, True, None),
        ("Ticket Selected", False, False, None),
        ("Customer Care Contacted", False, True, None),
        ("customer_service_contact", False, True, None),
        ("Support Chat Started", False, True, None),
        ("Friend Referred", False, True, None),
        ("Product Review Requested", True, True, None),
        ("Product Reviews Viewed", False, False, None),
        ("Order Reviewed", False, True, None),
        ("Invoice Sent", True, True, None),
        ("Consegna effettuata", True, True, None),
        ("Consegna scelta", False, False, None),
        ("Pacco consegnato", True, True, None),
        ("Pacco regalo aggiunto", False, False, None),
        ("Ordine ritirato", False, True, None),
        ("Pronto per il ritiro", True, True, None),
        ("Reso richiesto", False, True, None),
        ("Richiesta di reso inviata", False, True, None),
        ("Recensione inviata", False, True, None),
        ("Richiesta di recensione inviata", True, True, None),
        ("Servizio clienti contattato", False, True, None),
        ("Amico invitato", False, True, None),
        ("Fattura inviata", True, True, None),
        ("Fattura richiesta", False, False, None),
        ("Spedizione partita", True, True, None),
        ("Spedizione gratuita raggiunta", False, False, None),
    ],
)
def test_event_names_are_read(name: str, outbound: bool, after_order: bool, channel: str | None) -> None:
    rules = StageRules.built_in()
    assert rules.outbound.match(name) is outbound
    assert rules.after_order.match(name) is after_order
    assert rules.channel_named(name) == channel


@pytest.mark.parametrize(
    ("answer", "channel"),
    [
        ("Google", "Organic Search"),
        ("ho visto un post su Instagram", "Organic Social"),
        ("Passaparola", "Word of Mouth"),
        ("asked ChatGPT", "AI Assistant"),
        ("a lamp post", "Self-reported"),
    ],
)
def test_an_answer_to_how_did_you_hear_of_us_has_a_channel(answer: str, channel: str) -> None:
    assert StageRules.built_in().channel_heard(answer) == channel


def test_promo_codes_name_a_channel_and_perhaps_a_campaign() -> None:
    text = '[promo_codes]\nSUMMER10 = "Organic Social"\nRadio5 = {channel = "Radio", campaign = "Morning show"}\n'
    codes = StageRules.read(text + LAST).promo_codes
    assert codes["summer10"] == ("Organic Social", None)
    assert codes["radio5"] == ("Radio", "Morning show")


def test_the_built_in_rules_end_every_funnel_with_the_order() -> None:
    assert StageRules.built_in().steps == ("land", "product", "cart", "checkout", "delivery", "payment", "order")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("steps = [", "bad_stage_rules"),
        ("", "bad_stage_rules"),
        ('[[stage]]\nstage = "awareness"\nbought = true\n', "bad_stage_rules"),
        ("colour = 1\n" + LAST, "unknown_rule_key"),
        ("[names]\noutbund = []\n" + LAST, "unknown_rule_key"),
        ("[names]\noutbound = [1]\n" + LAST, "bad_stage_rules"),
        ("names = 1\n" + LAST, "bad_stage_rules"),
        ("promo_codes = 1\n" + LAST, "bad_stage_rules"),
        ("heard_from = []\n" + LAST, "bad_stage_rules"),
        ("[promo_codes]\nA = 1\n" + LAST, "bad_stage_rules"),
        ('[[stage]]\nstage = "decisions"\n' + LAST, "unknown_rule_result"),
        ('steps = ["land"]\n[[step]]\nstep = "cart"\n' + LAST, "unknown_rule_result"),
        ('[[stage]]\nstage = "decision"\nbuyer = true\n' + LAST, "unknown_rule_condition"),
        ('[[stage]]\nstage = "decision"\nrole = "message"\n' + LAST, "bad_rule"),
    ],
)
def test_wrong_rules_are_refused(text: str, code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        StageRules.read(text)
    assert caught.value.code == code


@pytest.mark.parametrize("model", STAGE_MODELS)
def test_every_model_reads_names_and_steps_as_the_standard_one_and_has_a_name_of_its_own(model: str) -> None:
    own, standard = StageRules.built_in(model), StageRules.built_in()
    assert (own.steps, own.step_rules, own.outbound) == (standard.steps, standard.step_rules, standard.outbound)
    assert own.channel_of_name == standard.channel_of_name
    assert (own.name == standard.name) is (model == "standard")
    # Every rule has a stage, and all five are within reach.
    assert {rule.result for rule in own.stage_rules.rules} == set(STAGES)
