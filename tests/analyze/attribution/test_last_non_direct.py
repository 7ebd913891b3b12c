from collections.abc import Callable

from percorso.analyze.attribution import Terms, credit
from percorso.sequence.journeys import Journeys


def test_the_last_touch_that_came_from_somewhere_earns_all(of_paths: Callable[..., Journeys]) -> None:
    shop = of_paths([(("Email", "direct"), 2, 10), (("Direct", "direct "), 1, 10), (("Search", "Email"), 4, 10)])
    rows = credit(shop, "last_non_direct").rows
    assert {row.subject: (row.conversions, row.value) for row in rows if row.conversions} == {
        "Email": (6, 60),
        "direct ": (1, 10),
    }


def test_another_channel_may_be_the_one_that_counts_as_direct(nine: Journeys) -> None:
    # As published for these nine paths: B > C > A, C > A and C > B > A go to the touch before A.
    found = credit(nine, "last_non_direct", terms=Terms(direct="a"))
    assert {row.subject: row.conversions for row in found.rows} == {"A": 1, "B": 4, "C": 4, "": 0}
