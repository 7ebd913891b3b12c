"""Who is one person, against the truth of a simulated shop with shared tablets, a kiosk and forwarded links."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from percorso.core.settings import Shop
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.simulate.options import Options, People
from percorso.simulate.shop import write_shop
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, IDENTIFIERS

TRAPS = People(browsing=0.2, households=0.5, kiosk=0.02, forwarded=0.3)


@dataclass(frozen=True)
class World:
    """What was built, and what is true.

    Attributes:
        owner: kind and value to customer.
        really: user ids and addresses to who it really is.
        users: a device to all who really used it; ``logins``, to the user ids that were seen on it.
    """

    owner: dict[tuple[str, str], str]
    really: dict[tuple[str, str], int]
    users: dict[str, set[int]]
    logins: dict[str, set[str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("truth")
    write_shop(Options(customers=1200, days=120, seed=7, people=TRAPS), folder / "shop", "parquet")
    workspace = Workspace.create(folder / "workspace", Shop(domains=("bottegasole.example",)))
    import_files(workspace, "segment", sorted((folder / "shop" / "events").iterdir()))
    import_files(workspace, "orders", sorted((folder / "shop" / "orders").iterdir()))
    build(workspace)
    published = Published.open(workspace)
    owner = {(row["kind"], row["value"]): row["customer_id"] for row in published.rows("FROM identifiers", IDENTIFIERS)}
    logins: dict[str, set[str]] = defaultdict(set)
    seen = "SELECT DISTINCT anonymous_id, user_id FROM events WHERE anonymous_id <> '' AND user_id <> ''"
    for row in published.rows(seen, EVENTS):
        logins[row["anonymous_id"]].add(row["user_id"])
    really, users = _truth(folder / "shop" / "truth")
    workspace.state.close()
    return World(owner, really, users, logins)


def _truth(folder: Path) -> tuple[dict[tuple[str, str], int], dict[str, set[int]]]:
    really: dict[tuple[str, str], int] = {}
    people = pq.read_table(folder / "customers", columns=["customer", "user_id", "email"]).to_pylist()
    for row in people:
        really["user", row["user_id"]] = really["email", row["email"]] = row["customer"]
    users: dict[str, set[int]] = defaultdict(set)
    for row in pq.read_table(folder / "visits", columns=["customer", "anonymous_id"]).to_pylist():
        users[row["anonymous_id"]].add(row["customer"])
    return really, users


def test_no_two_people_are_taken_for_one(world: World) -> None:
    found: dict[str, set[int]] = defaultdict(set)
    for name, customer in world.owner.items():
        if name in world.really:
            found[customer].add(world.really[name])
    assert len(found) > 300
    assert {customer: people for customer, people in found.items() if len(people) > 1} == {}


def test_a_login_ties_a_device_that_one_person_uses(world: World) -> None:
    own = [(device, next(iter(users))) for device, users in world.logins.items() if len(world.users[device]) == 1]
    tied = [world.owner["anonymous", device] == world.owner["user", user] for device, user in own]
    assert len(tied) > 100
    assert sum(tied) / len(tied) >= 0.98


def test_a_device_on_which_several_logged_in_is_nobody_s(world: World) -> None:
    shared = [device for device, users in world.logins.items() if len(users) > 1]
    assert shared
    people = {customer for (kind, _), customer in world.owner.items() if kind == "user"}
    assert [device for device in shared if world.owner["anonymous", device] in people] == []
