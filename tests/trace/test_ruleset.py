from percorso.core.settings import Settings, Shop, Tracing
from percorso.trace.channels import Visit
from percorso.trace.ruleset import Rules

STAGES = 'name = "mine"\n[[stage]]\nrule = "all"\nstage = "decision"\n'


def test_the_shops_own_domains_and_payment_hosts_reach_the_channel_rules() -> None:
    settings = Settings(shop=Shop(domains=("mine.example",)), trace=Tracing(payment_hosts=("pay.example",)))
    channels = Rules.of(settings).channels
    assert not channels.classify(Visit(url="https://x.example/", referrer="https://mine.example/")).touch
    assert not channels.classify(Visit(url="https://x.example/", referrer="https://pay.example/done")).touch
    assert channels.classify(Visit(url="https://x.example/", referrer="https://other.example/")).touch


def test_a_workspaces_own_stage_rules_take_the_place_of_the_built_in_ones() -> None:
    rules = Rules.of(Settings(), stages=STAGES)
    assert rules.stages.name == "mine"
    assert rules.channels.name == Rules.of(Settings()).channels.name
