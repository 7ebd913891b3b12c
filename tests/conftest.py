"""What every test shares: how often a property is tried, and where the data too large to keep here lies."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
FULL = os.environ.get("PERCORSO_PROFILE", "default") == "full"

# The same tests in both profiles: every day the same few examples (a failure repeats by itself), in full many and new.
settings.register_profile("everywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
_EVERYWHERE = settings.get_profile("everywhere")
settings.register_profile("default", _EVERYWHERE, max_examples=40, derandomize=True, database=None)
settings.register_profile("full", _EVERYWHERE, max_examples=1000, print_blob=True)
settings.load_profile("full" if FULL else "default")


# Files of few tests that take long, the longest first: begun last, they would keep one process busy after all others.
_LONG = (
    "matrix/test_kills",
    "bench/test_contract",
    "pipeline/test_completejourney",
    "web/test_together",
    "test_tutorial",
    "pipeline/test_layering",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first, then those of many tests, each as a whole: processes take files in this order."""
    tests = Counter(item.path for item in items)
    places = {ROOT / "tests" / f"{name}.py": place for place, name in enumerate(_LONG)}
    items.sort(key=lambda item: (places.get(item.path, len(places)), -tests[item.path]))


@pytest.fixture(scope="session")
def times() -> Callable[[int, int], int]:
    """Choose how often to repeat something: ``times(every_day, in_full)``."""
    return lambda every_day, in_full: in_full if FULL else every_day


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared data beside the repository, or skip."""
    folder = ROOT.parent / "shared"
    if not folder.exists():
        pytest.skip("needs the shared data folder beside the repository (../shared), which is absent")
    return folder


@pytest.fixture(scope="module")
def cheap_passwords() -> Iterator[None]:
    """Hash at the lowest cost there is; what is tested is not how dear a hash is."""
    from argon2 import PasswordHasher

    from percorso.pipeline import passwords

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
