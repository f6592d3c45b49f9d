"""What must not be in the repository is found there."""

import pytest

from tools.lint_tree import faults_of

pytestmark = pytest.mark.pure

FAULTY = [
    (".py", 'open("/home' + '/an/file")', "path of one machine"),
    (".md", "see https://pypi" + ".org/simple", "host of a package registry"),
    (".py", "# TO" + "DO: later", "unfinished work"),
    (".txt", "<<<<" + "<<< HEAD", "mark of a merge"),
    (".html", '<script src="https://example.org/x.js"></script>', "loaded from outside"),
    (".html", '<link rel="stylesheet" href="//example.org/x.css">', "loaded from outside"),
    (".html", "<script>alert(1)</script>", "script in the page"),
    (".html", '<p style="color: red">', "style in the page"),
    (".html", '<button onclick="go()">', "handler in the page"),
    (".css", "src: url(https://example.org/x.woff2)", "loaded from outside"),
]


@pytest.mark.parametrize(("suffix", "text", "kind"), FAULTY)
def test_a_planted_fault_is_named_with_its_line(suffix, text, kind):
    ((line, what),) = faults_of(f"\n{text}\n", suffix)
    assert line == 2
    assert what.startswith(kind)


def test_a_link_that_a_reader_follows_is_no_fault():
    page = '<a href="https://example.org">x</a><script src="/static/x.js" defer></script>'
    assert list(faults_of(page, ".html")) == []
