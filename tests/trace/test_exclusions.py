import gzip
import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.network import key, shortened
from percorso.core.settings import Exclusions
from percorso.trace.exclusions import excluded_reasons, is_robot

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
Row = tuple[str | None, str | None, str | None]


def events(*rows: Row, people: Sequence[str] | None = None) -> pa.Table:
    """Make a table of events, each of a customer of its own where not said otherwise."""
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    names = ("user_agent", "ip", "email")
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})
    table = table.append_column("address_key", pa.nulls(table.num_rows, pa.string()))
    customers = [f"c{number}" for number in range(len(rows))] if people is None else people
    return table.append_column("customer_id", pa.array(customers, pa.string()))


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "Wget/1.21",
        "SOMEBOT/1.0",
    ],
)
def test_known_robots_are_told(user_agent: str) -> None:
    assert is_robot(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        PHONE,
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14) [FBAN/FBIOS;FBAV/460.0]",
        "Mozilla/5.0 (iPhone) Instagram 340.0 (iPhone15,2)",
    ],
)
def test_people_are_no_robots(user_agent: str) -> None:
    assert not is_robot(user_agent)


def test_among_sixteen_thousand_devices_hardly_any_is_taken_for_a_robot(shared: Path) -> None:
    file = shared / "data" / "peer_cases" / "ua_parser" / "test_device.json.gz"
    read = json.loads(gzip.decompress(file.read_bytes()))
    cases = read["test_cases"] if isinstance(read, dict) else read
    robots = [is_robot(case["user_agent_string"]) for case in cases if case["family"] == "Spider"]
    assert sum(robots) / len(robots) >= 0.75
    # WhatsApp's agent fetches previews, and three more are robots the peer files by their maker.
    people = [case["user_agent_string"] for case in cases if case["family"] != "Spider"]
    taken = [agent for agent in people if is_robot(agent) and not agent.startswith("WhatsApp/")]
    assert len(people) > 16_000
    assert len(taken) <= 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((PHONE, "198.51.100.1", "anna@example.com"), None),
        ((None, None, None), None),
        (("curl/8.5.0", None, None), "bot"),
        ((PHONE, "203.0.113.7", None), "own_address"),
        ((PHONE, "10.1.2.3", None), "own_address"),
        ((PHONE, "10.1.2.3, 198.51.100.1", None), "own_address"),
        ((PHONE, "198.51.100.1, 10.1.2.3", None), None),
        ((PHONE, "::ffff:203.0.113.7", None), "own_address"),
        ((PHONE, "2001:db8::5", None), "own_address"),
        ((PHONE, "2001:db9::5", None), None),
        ((PHONE, "no address", None), None),
        ((PHONE, "", None), None),
        ((None, None, "Boss@Shop.example"), "staff"),
        ((None, None, "any@staff.example"), "staff"),
        ((None, None, "any@notstaff.example"), None),
        ((None, None, "any@staff.example.org"), None),
        (("curl/8.5.0", "203.0.113.7", "boss@shop.example"), "bot"),
        ((PHONE, "203.0.113.7", "boss@shop.example"), "own_address"),
    ],
)
def test_an_event_is_left_out_for_its_first_reason(row: Row, reason: str | None) -> None:
    exclude = Exclusions(
        ips=("203.0.113.7", "10.0.0.0/8", "2001:db8::/32"), emails=("boss@shop.example", "*@Staff.example")
    )
    assert excluded_reasons(events(row), exclude).to_arrow().to_pylist() == [reason]


def test_staff_are_left_out_as_people_and_addresses_by_the_event() -> None:
    rows = ((PHONE, None, None), (PHONE, "10.1.2.3", None), (None, None, "boss@shop.example"), (None, None, None))
    exclude = Exclusions(ips=("10.0.0.0/8",), emails=("boss@shop.example",))
    found = excluded_reasons(events(*rows, people=("boss", "boss", "boss", "anna")), exclude)
    assert found.to_arrow().to_pylist() == ["staff", "own_address", "staff", None]
    visitor = excluded_reasons(events(*rows[:2], people=("anna", "anna")), exclude)
    assert visitor.to_arrow().to_pylist() == [None, "own_address"]


def test_the_shops_own_are_known_by_their_digests_when_addresses_were_cut() -> None:
    """Both were stored before the shop named its office; the neighbour's address is cut to the same."""
    secret = b"k" * 32
    ips = [ip_address(text) for text in ("203.0.113.7", "203.0.113.8")]
    cut = events(*((PHONE, shortened(ip), None) for ip in ips)).drop_columns(["address_key"])
    cut = cut.append_column("address_key", pa.array([key(ip, secret) for ip in ips]))
    found = excluded_reasons(cut, Exclusions(ips=("203.0.113.7",)), secret)
    assert found.to_arrow().to_pylist() == ["own_address", None]


def test_robots_stay_where_the_shop_wants_them() -> None:
    assert excluded_reasons(events(("curl/8.5.0", None, None)), Exclusions(bots=False)).to_arrow().to_pylist() == [None]


def test_no_events_have_no_reasons() -> None:
    assert (
        excluded_reasons(events(), Exclusions(ips=("10.0.0.0/8",), emails=("*@a.example",))).to_arrow().to_pylist()
        == []
    )


def test_columns_in_several_chunks_are_read_in_order() -> None:
    table = pa.concat_tables([events((PHONE, None, None)), events(("curl/8", None, None)), events((None, None, None))])
    assert excluded_reasons(table, Exclusions()).to_arrow().to_pylist() == [None, "bot", None]


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(PercorsoError, match="no IP address") as raised:
        excluded_reasons(events(), Exclusions(ips=("office",)))
    assert raised.value.code == "bad_setting"


AGENTS = st.sampled_from([None, "", PHONE, "curl/8.5.0", "Googlebot/2.1"])
ADDRESSES = st.none() | st.ip_addresses().map(str) | st.sampled_from(["10.1.2.3", "10.255.0.1", "11.0.0.1"])
EMAILS = st.sampled_from([None, "a@staff.example", "b@shop.example", "c@example.com"])


def judged_alone(row: Row, exclude: Exclusions) -> str | None:
    agent, ip, email = row
    if exclude.bots and agent and ("curl" in agent or "bot" in agent.lower()):
        return "bot"
    if ip and any(ip_address(ip) in ip_network(network) for network in exclude.ips):
        return "own_address"
    return "staff" if email and any(fnmatchcase(email, pattern) for pattern in exclude.emails) else None


@given(
    st.lists(st.tuples(AGENTS, ADDRESSES, EMAILS), max_size=20),
    st.builds(
        Exclusions,
        ips=st.sampled_from([(), ("10.0.0.0/8",), ("10.1.2.3", "11.0.0.0/24")]),
        emails=st.sampled_from([(), ("*@staff.example",), ("b@shop.example", "c@example.com")]),
        bots=st.booleans(),
    ),
)
def test_judging_values_once_equals_judging_every_event(rows: list[Row], exclude: Exclusions) -> None:
    assert excluded_reasons(events(*rows), exclude).to_arrow().to_pylist() == [
        judged_alone(row, exclude) for row in rows
    ]
