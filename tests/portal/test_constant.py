"""What each page says alike is put together once, out of nothing that anybody's page holds."""

from django.template import Context, Template
from django.utils import translation

ASKED = "{% load constant i18n %}{% constant %}{% translate 'Tìm' %}{{ name }}{% endconstant %}"


def test_it_says_nothing_of_the_page_on_which_it_stands():
    part = Template(ASKED)
    with translation.override("vi"):
        assert part.render(Context({"name": "Nguyễn Thị Mẫu"})) == "Tìm"
        assert part.render(Context({"name": "Trần Văn Biên"})) == "Tìm"


def test_it_is_put_together_for_each_language():
    part = Template(ASKED)
    with translation.override("vi"):
        vietnamese = part.render(Context())
    with translation.override("en"):
        english = part.render(Context())
    assert (vietnamese, english) == ("Tìm", "Find")
