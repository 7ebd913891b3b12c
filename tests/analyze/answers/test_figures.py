from datetime import timedelta

from percorso.analyze.answers.figures import counted, estimated, in_days, lasting, missing, rated, said, too_early
from percorso.analyze.intervals import Estimate, Spread, rate


def test_a_share_of_nobody_cannot_be_told_and_says_why() -> None:
    figure = rated("repeat_rate", rate(0, 0))
    assert (figure.status, figure.value, figure.reason) == ("cannot_tell", None, said("reason.nobody"))


def test_every_figure_carries_its_interval_and_its_people() -> None:
    share = rated("repeat_rate", rate(3, 10), subject="Email")
    assert (share.value, share.n, share.subject) == (0.3, 10, "Email")
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.3 < share.high
    money = estimated("cost", Estimate(10.0, 8.0, 12.0), "money", 4, currency="EUR")
    assert (money.value, money.low, money.high, money.currency, money.n) == (10.0, 8.0, 12.0, "EUR", 4)
    assert estimated("cost", None, "money", 4).status == "cannot_tell"
    assert missing("cost", "money", said("missing.spend")).n == 0
    assert counted("orders", 3).low is None


def test_durations_are_told_in_days() -> None:
    hours = timedelta(hours=12)
    figure = lasting("days_to_next", Spread(9, hours, hours * 2, hours * 3, hours, hours * 4))
    assert (figure.value, figure.low, figure.high) == (1.0, 0.5, 2.0)
    assert lasting("days_to_next", Spread(0, None, None, None, None, None)).status == "cannot_tell"
    assert in_days(None) is None


def test_two_hundred_orders_are_enough_to_speak() -> None:
    assert too_early(200) is None
    assert too_early(199) == said("status.too_early", orders=(199, "count"), needed=(200, "count"))
