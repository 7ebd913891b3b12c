import pytest

from percorso.core.errors import PercorsoError
from percorso.trace import channel_rules
from percorso.trace.channels import ChannelRules, Visit

OWN = """
name = "our shop"
version = "2026-11-01"
based_on = "percorso"

[lists]
partners = ["Allies.example", "friends.example"]

[hosts]
".allies.example" = { source = "allies.example", medium = "partner" }

[returns]
payment = ["till.example"]

[[rule]]
channel = "Partners"
any_of = [{ source_in = "partners" }, { medium_is = "partner" }]

[[rule]]
channel = "Brand Search"
source_in = "search"
campaign_contains = "brand"
"""


def test_the_built_in_rules_are_numbered_and_dated() -> None:
    rules = channel_rules.built_in()
    assert rules.version == "2026-11-22"
    assert [int(rule.label.split()[0]) for rule in rules.rules] == list(range(1, len(rules.rules) + 1))
    assert rules.rules[3].label == "4 Paid Search (GA4 2026-05-13)"
    assert rules.rules[20].label == "21 QR Code (percorso 2026-11-22)"
    assert rules.rules[-1].channel == "Unassigned"


def test_own_rules_go_first_and_the_built_in_ones_follow() -> None:
    rules = ChannelRules.read(OWN)
    assert (rules.name, rules.version) == ("our shop", "2026-11-01")
    for visit, channel, rule in (
        (Visit(source="allies.example", medium="cpc"), "Partners", "1 Partners (our shop 2026-11-01)"),
        (Visit(referrer="https://www.allies.example/"), "Partners", "1 Partners (our shop 2026-11-01)"),
        (Visit(source="google", medium="cpc", campaign="Brand IT"), "Brand Search", None),
        (Visit(source="google", medium="cpc"), "Paid Search", "4 Paid Search (GA4 2026-05-13)"),
        (Visit(referrer="https://till.example/"), None, "return from a payment provider (till.example)"),
    ):
        found = rules.classify(visit)
        assert found.channel == channel
        assert rule in (None, found.rule)


HEAD = 'name = "x"\nversion = "1"\n'
REST = '[[rule]]\nchannel = "Rest"\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name = ", "bad_channel_rules"),
        ("", "bad_channel_rules"),
        ('name = "x"\n' + REST, "bad_channel_rules"),
        (HEAD, "bad_channel_rules"),
        (HEAD + "rule = 3\n", "bad_channel_rules"),
        (HEAD + "rule = [3]\n", "bad_channel_rules"),
        (HEAD + '[[rule]]\nmedium_is = "x"\n' + REST, "bad_channel_rules"),
        (HEAD + '[[rule]]\nchannel = "A"\nmedium_is = "x"\n', "bad_channel_rules"),
        (HEAD + "[[rule]]\nnumber = 2\n" + REST.removeprefix("[[rule]]\n"), "bad_channel_rules"),
        (HEAD + '[[rule]]\nchannel = "A"\nmedium = "x"\n' + REST, "unknown_channel_condition"),
        (HEAD + '[[rule]]\nchannel = "A"\nsource_in = "serch"\n' + REST, "unknown_source_list"),
        (HEAD + "rules = []\n" + REST, "unknown_channel_rules_key"),
        (HEAD + 'based_on = "ga3"\n' + REST, "unknown_channel_rules"),
        (HEAD + REST + "[returns]\nbank = []\n", "unknown_channel_rules_key"),
        (HEAD + REST + "[returns]\npayment = 3\n", "bad_channel_rules"),
        (HEAD + REST + "[lists]\na = [3]\n", "bad_channel_rules"),
        (HEAD + "lists = 3\n" + REST, "bad_channel_rules"),
        (HEAD + REST + '[hosts]\n"a.example" = { source = "a" }\n', "bad_channel_rules"),
    ],
)
def test_a_rule_set_that_cannot_be_read_says_why(text: str, code: str) -> None:
    with pytest.raises(PercorsoError) as raised:
        channel_rules.read(text)
    assert raised.value.code == code


def test_the_nearest_list_is_offered_for_a_mistyped_one() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'search'"):
        channel_rules.read(HEAD + '[[rule]]\nchannel = "A"\nsource_in = "serch"\n' + REST)
