import pytest

from percorso.collect.segment_names import NAMES, standard


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Viewed Product", "Product Viewed"),
        ("completed_order", "Order Completed"),
        ("orderCompleted", "Order Completed"),
        ("Viewed Product Category", "Product List Viewed"),
        ("Order Canceled", "Order Cancelled"),
        ("My Own Event", "My Own Event"),
    ],
)
def test_former_names_and_other_spellings_get_the_name_of_version_2(given: str, name: str) -> None:
    assert standard(given) == name


def test_the_vocabulary_keeps_its_own_names() -> None:
    assert len(NAMES) == 28
    assert all(standard(name) == name for name in NAMES)
