"""Fixtures that point pytest-playwright at the system's Chromium, for a Vietnamese reader."""

from typing import Any

import pytest

from tools.browser import FLAGS, find


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(find()), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    reader = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
    return {**browser_context_args, **reader}
