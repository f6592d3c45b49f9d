"""Light and dark: the reader's own choice, which no server is told."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = "getComputedStyle(document.body).backgroundColor"
DARK, WHITE = "rgb(20, 24, 26)", "rgb(255, 255, 255)"


def test_dark_colours_stay_chosen_without_a_cookie_and_never_reach_paper(page: Page, live_server):
    page.emulate_media(color_scheme="light")
    page.goto(live_server.url)
    page.get_by_role("button", name="Nền tối").click()
    assert page.evaluate(PAPER) == DARK
    page.reload()
    assert page.evaluate(PAPER) == DARK
    assert page.context.cookies() == []
    page.emulate_media(media="print")
    assert page.evaluate(PAPER) == WHITE
