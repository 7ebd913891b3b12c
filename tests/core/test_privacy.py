from __future__ import annotations

import hashlib
import hmac

from percorso.core.privacy import tombstone


def test_a_tombstone_is_the_standards_hmac_of_kind_and_value() -> None:
    expected = hmac.new(b"key", b"email\x1fanna@mail.example", hashlib.sha256).hexdigest()
    assert tombstone("email", "anna@mail.example", b"key") == expected


def test_a_tombstone_depends_on_kind_value_and_key() -> None:
    marks = {tombstone(kind, value, key) for kind in ("user", "email") for value in "ab" for key in (b"k", b"l")}
    assert len(marks) == 8
