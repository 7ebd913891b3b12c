from __future__ import annotations

import numpy as np
import pytest

from percorso.simulate.catalogue import catalogue


@pytest.mark.parametrize("kind", ["shop", "hotel"])
def test_a_catalogue_is_the_same_each_time_and_whole(kind: str) -> None:
    sold = catalogue(kind)
    catalogue.cache_clear()
    assert sold.name.equals(catalogue(kind).name)
    assert len(set(sold.name.to_pylist())) == len(sold.price) == sold.starts[-1]
    assert (sold.price > sold.cost).all()
    assert (sold.price % 100 == 90).all()


def test_a_product_of_a_category_is_one_of_it_and_more_often_a_popular_one() -> None:
    sold = catalogue("shop")
    category = np.repeat(np.arange(len(sold.categories)), 1000)
    found = sold.of_category(category, np.tile(np.linspace(0, 0.999, 1000), len(sold.categories)))
    assert (sold.category[found] == category).all()
    place = found - sold.starts[category]
    assert (place == 0).mean() > (place == 20).mean()
