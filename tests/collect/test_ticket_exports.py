import pytest

from percorso.collect.headers import recognise
from percorso.collect.ticket_exports import EXPORTS


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("ID,Requester,Requester email,Created at", "zendesk"),
        ("Id ticket,Richiedente,Creato il,Risolto il", "zendesk"),
        ("Ticket ID,Subject,Source,Created time,Email", "freshdesk"),
        ("id,subject,channel,created_datetime,customer_email", "gorgias"),
        ("Numero pratica,Aperto il,Email", "tickets"),
    ],
)
def test_a_care_system_is_told_by_its_header(header: str, name: str) -> None:
    columns = header.split(",")
    fitting = [one.name for one in EXPORTS if set(one.required) <= recognise(columns, one.columns).keys()]
    assert fitting[0] == name
