"""The English catalogue follows the words of the program."""

from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

from tools.messages import (
    LOCALE,
    Message,
    NotLiteral,
    by_hand,
    catalogue,
    filled,
    mismatched,
    missing,
    of_python,
    of_template,
)

pytestmark = pytest.mark.pure

TEMPLATE = """{% load i18n %}
<a title="{% translate "Mở hồ sơ" %}">{% translate 'Hôm nay' context "trang" %}</a>
{# {% translate "không thấy" %} #} gettext('cũng không')
{% blocktranslate count n=items|length trimmed %}
  Còn {{ n }} việc "gấp"
{% plural %}
  Còn {{ n }} việc
{% endblocktranslate %}
{{ _("Đạt (so với nghị quyết)")|upper }}
"""


def seen(read, path: Path, text: str) -> list[tuple[str, str, str]]:
    path.write_text(text, encoding="utf-8")
    return [(found.text, found.plural, found.context) for found in read(path, path.name)]


def test_a_template_gives_up_every_way_of_marking_a_text(tmp_path):
    assert seen(of_template, tmp_path / "page.html", TEMPLATE) == [
        ("Mở hồ sơ", "", ""),
        ("Hôm nay", "", "trang"),
        ('Còn %(n)s việc "gấp"', "Còn %(n)s việc", ""),
        ("Đạt (so với nghị quyết)", "", ""),
    ]


def test_a_module_gives_up_its_literal_texts_and_passes_over_names_marked_elsewhere(tmp_path):
    module = '_("Chi bộ")\nngettext("một", "nhiều", n)\npgettext_lazy("đơn vị", "tháng")\n_(label)'
    assert seen(of_python, tmp_path / "module.py", module) == [
        ("Chi bộ", "", ""),
        ("một", "nhiều", ""),
        ("tháng", "", "đơn vị"),
    ]


def test_a_text_put_together_at_run_time_is_refused(tmp_path):
    with pytest.raises(NotLiteral, match=r"module\.py:1"):
        seen(of_python, tmp_path / "module.py", '_(f"Chi bộ {name}")')


def test_an_entry_without_english_or_with_half_a_plural_is_missing():
    plain, both = Message("Xã", "", "", "a.py"), Message("một", "nhiều", "", "a.py")
    found = {message.key: message for message in (plain, both)}
    assert missing(found, {}) == [plain, both]
    translated = {"Xã": filled(plain, "commune"), "một": filled(both, ["one", ""])}
    assert missing(found, translated) == [both]
    assert missing(found, translated | {"một": filled(both, ["one", "many"])}) == []


def test_english_may_neither_lose_nor_invent_a_value():
    def entry(english: str) -> polib.POEntry:
        return polib.POEntry(msgid="Còn %(n)s việc", msgstr=english)

    assert list(mismatched([entry("%(n)s left"), entry("")])) == []
    assert len(list(mismatched([entry("some left"), entry("%(n)s of %(all)s left")]))) == 2


def test_catalogues_kept_by_hand_are_whole():
    assert list(by_hand()) == []


def test_what_libraries_say_is_translated_under_the_very_words_they_use():
    libraries = Path(find_spec("allauth").origin).parent.parent
    entries = catalogue(LOCALE / "vi" / "LC_MESSAGES" / "django.po")
    files = {file for entry in entries.values() for file, _line in entry.occurrences}
    said = {
        message.key: message for file in files for message in of_python(libraries / file, file)
    }
    for key, entry in entries.items():
        assert said[key].plural == entry.msgid_plural
