import pyarrow as pa
import pytest

from percorso.sequence.codes import Coded
from percorso.trace.order_pages import orders_on_pages
from percorso.trace.pages import Links, parted, path_of
from percorso.trace.stages import StageRules

ORDERS = ("A1", "1042", "Web 7")


def named(*urls: str | None, orders: tuple[str, ...] = ORDERS) -> list[str | None]:
    url = pa.array(urls, pa.string())
    links, path = Links.of(*parted(url)), Coded.of(url).into(path_of)
    found = orders_on_pages(links, path, orders, StageRules.built_in().order_pages)
    return list(found.to_arrow().to_pylist())


@pytest.mark.parametrize(
    ("url", "order"),
    [
        ("https://shop.example/account/orders/A1?utm_medium=email", "A1"),
        ("https://shop.example/account/orders/a1/invoice", "A1"),
        ("https://shop.example/thanks&order_id=1042", "1042"),
        ("https://shop.example/thanks&order_id=none?order_id=1042", None),
        ("https://shop.example/it/ordini/%231042", "1042"),
        ("https://shop.example/checkout/order-received/1042/?key=wc_order_x", "1042"),
        ("https://shop.example/traccia/Web%207", "Web 7"),
        ("https://shop.example/index.php?controller=order-detail&id_order=1042", "1042"),
        ("https://carrier.example/t?orderNumber=A1#map", "A1"),
        ("https://shop.example/account/orders", None),
        ("https://shop.example/account/orders/A12", None),
        ("https://shop.example/products/1042", None),
        ("https://shop.example/blog/1042", None),
        ("https://shop.example/list?order=1042", None),
        (None, None),
    ],
)
def test_a_page_names_an_order_by_a_part_of_its_address(url: str | None, order: str | None) -> None:
    assert named(url) == [order]


def test_where_there_is_no_order_no_page_names_one() -> None:
    assert named("https://shop.example/orders/A1", None, orders=()) == [None, None]
