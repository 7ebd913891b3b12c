from __future__ import annotations

import tomllib

import pytest

from percorso.collect.mapping import Expression, Lookup, read_mapping
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop

WHOLE = """
connector = "csv"
source = "till"
time_zone = "America/New_York"
decimal = ","
currency = "USD"
encoding = "utf-8"
record = "event"
empty = ["NULL"]
[lookup.campaign]
file = "campaigns.csv"
key = "campaign_id"
[fields]
at = {column = "campaign.start_date", format = "%Y-%m-%d"}
user_id = {column = "household", prefix = "till-"}
name = {value = "Campaign Received"}
utm_campaign = "Campaign {campaign_id}"
[names]
buy = "Order Completed"
[properties]
total = "sales"
[traits]
age = "age"
"""


def code_of(text: str) -> str:
    with pytest.raises(PercorsoError) as caught:
        read_mapping(tomllib.loads(text), Shop())
    return caught.value.code


def test_every_form_of_the_language_is_read() -> None:
    mapping = read_mapping(tomllib.loads(WHOLE), Shop())
    assert mapping.fields == {
        "at": Expression(column="campaign.start_date", format="%Y-%m-%d"),
        "user_id": Expression(column="household", prefix="till-"),
        "name": Expression(value="Campaign Received"),
        "utm_campaign": Expression(template="Campaign {campaign_id}"),
    }
    assert mapping.fields["utm_campaign"].columns == ("campaign_id",)
    assert mapping.lookups == (Lookup("campaign", "campaigns.csv", "campaign_id", "campaign_id"),)
    assert (mapping.names, mapping.empty) == ({"buy": "Order Completed"}, frozenset(("NULL",)))
    assert (mapping.notation.currency, mapping.currency) == ("USD", None)


def test_a_currency_may_be_a_column() -> None:
    mapping = read_mapping(tomllib.loads(WHOLE.replace('"USD"', '{column = "cur"}')), Shop())
    assert (mapping.notation.currency, mapping.currency) == ("", Expression(column="cur"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('source = "till"', 'sources = "till"', "unknown_mapping_key"),
        ('record = "event"', 'record = "sale"', "bad_mapping"),
        ('currency = "USD"', 'currency = "cur"', "unknown_currency"),
        ("America/New_York", "America/NewYork", "unknown_time_zone"),
        ('user_id = {column = "household", prefix = "till-"}', 'userid = "household"', "unknown_field"),
        ('user_id = {column = "household", prefix = "till-"}', "", "missing_field"),
        ('name = {value = "Campaign Received"}', "", "missing_field"),
        ('name = {value = "Campaign Received"}', 'name = ""', "bad_mapping"),
        ('name = {value = "Campaign Received"}', "name = 3", "bad_mapping"),
        ('name = {value = "Campaign Received"}', 'name = {value = "A", column = "b"}', "bad_mapping"),
        ('name = {value = "Campaign Received"}', "name = {value = 3}", "bad_mapping"),
        ('name = {value = "Campaign Received"}', 'name = {val = "A"}', "unknown_mapping_key"),
        ('total = "sales"', 'total = {column = "sales", type = "money"}', "bad_mapping"),
        ("{campaign_id}", "{campaign_id!r}", "bad_mapping"),
        ("{campaign_id}", "{}", "bad_mapping"),
        ("{campaign_id}", "{campaign_id", "bad_mapping"),
        ('key = "campaign_id"', "", "bad_mapping"),
        ('key = "campaign_id"', 'keys = "campaign_id"', "unknown_mapping_key"),
        ('empty = ["NULL"]', 'empty = "NULL"', "bad_mapping"),
        ("[names]", "[where]\ntotal = 3\n[names]", "bad_mapping"),
        ('name = {value = "Campaign Received"}', 'name = "n"\nkind = {value = "click"}', "bad_mapping"),
    ],
)
def test_a_mistake_is_refused_by_its_name(old: str, new: str, code: str) -> None:
    assert old in WHOLE
    assert code_of(WHOLE.replace(old, new)) == code


def test_rows_are_chosen_by_a_value_several_or_any() -> None:
    text = WHOLE + '[where]\nkind = "sale"\nshop = ["Milan", "Rome"]\ntotal = "*"\n'
    mapping = read_mapping(tomllib.loads(text), Shop())
    assert mapping.where == {"kind": {"sale"}, "shop": {"Milan", "Rome"}, "total": set()}


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'user_id'"):
        read_mapping(tomllib.loads(WHOLE.replace("user_id =", "userid =")), Shop())


@pytest.mark.parametrize(
    ("record", "fields", "code"),
    [
        ("order", 'at = "a"\nuser_id = "u"', "missing_field"),
        ("order_line", 'at = "a"\norder_id = "o"\nname = "n"', "unknown_field"),
        ("spend", 'on = "d"\ncampaign = "c"', "missing_field"),
        ("spend", 'on = "d"\ncampaign = "c"\ncost = "x"\nuser_id = "u"', "unknown_field"),
    ],
)
def test_each_record_has_its_own_fields(record: str, fields: str, code: str) -> None:
    assert code_of(f'record = "{record}"\n[fields]\n{fields}\n') == code


def test_events_that_have_a_kind_need_no_name() -> None:
    mapping = read_mapping(tomllib.loads('[fields]\nat = "a"\nuser_id = "u"\nkind = {value = "identify"}'), Shop())
    assert "name" not in mapping.fields
