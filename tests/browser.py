"""Fixtures that point pytest-playwright at the system's Chromium, for a Vietnamese reader."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tools.programs import FLAGS, find


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(find()), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    reader = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    return {**browser_context_args, **reader}


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained about, above all what the content policy blocked."""
    return listen(page)


def listen(page: Page) -> list[str]:
    """Collect the errors of a page, and requests to anywhere but this machine."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: None if is_here(asked.url) else said.append(asked.url))
    return said


def is_here(url: str) -> bool:
    return urlsplit(url).scheme in ("data", "blob") or urlsplit(url).hostname == "localhost"
