from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.months import first_day, months_of
from percorso.core.time import from_micros, to_micros

INSTANTS = st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(to_micros)  # noqa: DTZ001


@given(st.lists(INSTANTS, max_size=10), st.sampled_from(["Europe/Rome", "America/Sao_Paulo", "Pacific/Kiritimati"]))
def test_each_instant_is_in_its_local_month(instants: list[int], zone: str) -> None:
    local = [from_micros(at).astimezone(ZoneInfo(zone)) for at in instants]
    found = months_of(np.array(instants, np.int64), zone).tolist()
    assert [first_day(month) for month in found] == [date(one.year, one.month, 1) for one in local]


def test_the_last_hour_of_a_month_in_rome_is_still_that_month() -> None:
    at = [to_micros(datetime(2026, 6, 30, hour, 30, tzinfo=UTC)) for hour in (21, 22)]
    assert [first_day(month) for month in months_of(np.array(at), "Europe/Rome").tolist()] == [
        date(2026, 6, 1),
        date(2026, 7, 1),
    ]
