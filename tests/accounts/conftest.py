import pytest

from nguon.core.passphrases import Argon2


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with the least work; how much work is right is not tested here."""
    for name in ("time_cost", "memory_cost", "parallelism"):
        monkeypatch.setattr(Argon2, name, {"memory_cost": 8}.get(name, 1))
