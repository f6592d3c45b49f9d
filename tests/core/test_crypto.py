"""What is sealed opens only with its key, in its place, and unaltered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.core.crypto import (
    CannotOpen,
    blind_index,
    new_wrapped_key,
    seal,
    unseal,
    unwrap,
)

pytestmark = pytest.mark.pure
KEY, OTHER = bytes(32), bytes([1] * 32)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens_again(plain, context):
    assert unseal(KEY, seal(KEY, plain, context), context) == plain


def test_the_same_value_never_looks_the_same():
    assert seal(KEY, b"Kinh", "religion") != seal(KEY, b"Kinh", "religion")


def test_what_is_empty_is_sealed_too():
    sealed = seal(KEY, b"", "religion")
    assert len(sealed) > 16
    assert unseal(KEY, sealed, "religion") == b""


@pytest.mark.parametrize(
    ("key", "context"), [(OTHER, "person:1:religion"), (KEY, "person:2:religion"), (KEY, "")]
)
def test_another_key_or_another_place_does_not_open_it(key, context):
    sealed = seal(KEY, b"secret", "person:1:religion")
    with pytest.raises(CannotOpen):
        unseal(key, sealed, context)


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data):
    sealed = bytearray(seal(KEY, b"secret", "field"))
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[position // 8] ^= 1 << position % 8
    with pytest.raises(CannotOpen):
        unseal(KEY, bytes(sealed), "field")


@pytest.mark.parametrize("rest", [b"", b"\x01", b"\x01" + bytes(12), b"\x02" + bytes(40)])
def test_what_was_never_sealed_does_not_open(rest):
    with pytest.raises(CannotOpen):
        unseal(KEY, rest, "field")


def test_a_wrapped_key_opens_only_for_its_owner():
    wrapped = new_wrapped_key("person:1")
    assert len(unwrap(wrapped, "person:1")) == 32
    assert new_wrapped_key("person:1") != wrapped
    with pytest.raises(CannotOpen):
        unwrap(wrapped, "person:2")


def test_an_index_finds_equal_values_and_tells_nothing():
    assert blind_index("045123456789", "id") == blind_index("045123456789", "id")
    assert blind_index("045123456789", "id") != blind_index("045123456788", "id")
    assert blind_index("045123456789", "id") != blind_index("045123456789", "card")
    assert len(blind_index("", "id")) == 64
