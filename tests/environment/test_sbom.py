"""The bill of materials names every locked package with its hashes, and nothing that is not."""

import pytest

from tools import sbom

pytestmark = pytest.mark.pure
LOCK = f"""alpha==1.2 ; python_version < '3.13' \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
beta-two[extra]==3.0 \\
    --hash=sha256:{"c" * 64}
"""


def test_each_package_stands_with_its_version_and_hashes() -> None:
    found = sbom.bill(LOCK)["components"]
    assert [(each["name"], each["version"], len(each["hashes"])) for each in found] == [
        ("alpha", "1.2", 2),
        ("beta-two", "3.0", 1),
    ]
    assert found[1]["purl"] == "pkg:pypi/beta-two@3.0"


@pytest.mark.parametrize("line", ["gamma>=1", "gamma==1", "-e ."])
def test_what_is_not_pinned_with_a_hash_is_refused(line: str) -> None:
    with pytest.raises(sbom.NotPinned):
        sbom.bill(LOCK + line)


def test_the_real_lock_is_whole_and_gives_the_same_bill_each_time() -> None:
    lock = sbom.LOCK.read_text(encoding="utf-8")
    first = sbom.bill(lock)
    assert first == sbom.bill(lock)
    names = {each["name"] for each in first["components"]}
    assert {"django", "cryptography", "argon2-cffi", "pysqlite3"} <= names
    assert len(names) == len(sbom.entries(lock)) > 30
