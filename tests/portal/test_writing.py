"""Editors write: clean bodies, addresses that last, and nothing without a role."""

import pytest
from django.db import IntegrityError, transaction

from nguon.core import audit
from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal import operations
from nguon.portal.models import Article, Category, Comment, Rating, Role, RoleHeld, User
from nguon.portal.news import operations as news
from nguon.portal.roles import ACTIONS, ROLES, actor
from tests.portal.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>a</p>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<iframe src=//nguon.example></iframe>",
    "<p style='position:fixed'>a</p>",
    "<img src=https://nguon.example/x.png>",
    "<form action=//nguon.example><input name=a></form>",
    "<meta http-equiv=refresh content='0;url=//nguon.example'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_that_runs_or_loads_gets_into_a_body(client, write, body):
    article = write("Bài", body=f"<p>Trước</p>{body}<p>Sau</p>")
    kept = article.body.lower()
    for banned in ("<script", "onclick", "onerror=", "javascript:", "data:", "<iframe", "style="):
        assert banned not in kept
    for banned in ("<img", "<form", "<meta", "<svg", "<input", "nguon.example/x"):
        assert banned not in kept
    assert article.body in client.get(article.get_absolute_url()).text


def test_plain_structure_stays():
    body = (
        "<h2>A</h2><ul><li><strong>b</strong></li></ul><p><a href='https://a.example/'>c</a></p>"
    )
    kept = operations.sanitised(body)
    assert kept.startswith("<h2>A</h2><ul><li><strong>b</strong></li></ul>")
    assert 'href="https://a.example/" rel="noopener noreferrer"' in kept


OWN = "/tep/abcdefgh1234/anh.jpg"


def test_a_picture_of_the_own_library_stays_and_no_other():
    kept = operations.sanitised(f'<p>a</p><img src="{OWN}" alt="Họp" onerror="x()">')
    assert kept == f'<p>a</p><img src="{OWN}" alt="Họp">'


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='https://nguon.example/tep/abcdefgh1234/a.jpg'>",
        "<img src='//nguon.example/tep/abcdefgh1234/a.jpg'>",
        "<img src='/tep/abcdefgh1234/../../dang-xuat/'>",
        "<img alt='><script>alert(1)</script>'>",
        '<img alt="&quot;><script>alert(1)</script>" src="/dang-xuat/">',
    ],
)
def test_no_picture_from_elsewhere_and_nothing_hidden_in_one(picture):
    kept = operations.sanitised(f"<p>a</p>{picture}")
    assert "<img" not in kept
    assert "<script" not in kept


def test_the_words_of_a_text_are_letters_and_not_markup():
    assert operations.plain("<p>72&nbsp;% &lt; 80&nbsp;%</p><p>Hết</p>") == "72 % < 80 % Hết"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đảng uỷ họp: 36 đảng viên mới!", "dang-uy-hop-36-dang-vien-moi"),
        ("Khóm Khe Xong – “279 hộ”", "khom-khe-xong-279-ho"),
        ("!!!", "bai-viet"),
        ("Ơ" * 300, "o" * 140),
    ],
)
def test_addresses_are_words_without_diacritics(write, title, slug):
    assert write(title[:250]).slug == slug[:140]


def test_two_articles_of_one_title_have_two_addresses(write):
    assert [write("Họp").slug for _ in range(3)] == ["hop", "hop-2", "hop-3"]


def test_an_article_is_found_by_folded_words(write):
    article = write("Kết nạp ở Đakrông", body="<p>Khóm</p><p>Khe Xong</p>")
    assert article.found_by == "ket nap o dakrong loi dan. khom khe xong"


def test_a_category_is_opened_once(editing, category):
    with pytest.raises(operations.NotPossible):
        operations.open_category(category.slug, "Khác", order=2, by=editing)
    assert Category.objects.count() == 1


def test_every_decision_is_in_the_trail(article, editing, write):
    news.relate(article, [write("Khác")], by=editing)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions >= {
        "portal.open_account", "portal.open_category", "portal.write_article", "portal.publish",
        "portal.relate",
    }  # fmt: skip
    assert not list(audit.verify())


def test_nobody_writes_without_a_role(article, category, editor, moderating):
    nobody = Actor(editor.pk, "Không vai trò", TODAY, NOW, {})
    for by in (nobody, moderating):
        with pytest.raises(NotAllowed):
            news.write_article("Bài", category=category, lead="", body="", poster=editor, by=by)
        with pytest.raises(NotAllowed):
            news.publish(article, at=NOW, by=by)
        with pytest.raises(NotAllowed):
            operations.open_category("khac", "Khác", order=1, by=by)
        with pytest.raises(NotAllowed):
            news.relate(article, [], by=by)
        with pytest.raises(NotAllowed):
            operations.open_account("moi", "Mới", roles=[Role.EDITOR], on=TODAY, by=by)
    assert Article.objects.count() == 1
    assert User.objects.count() == 2


def test_a_writer_does_not_publish(article, system):
    writer = operations.open_account(
        "viet-bai", "Lê Thị Viết", roles=[Role.EDITOR], on=TODAY, by=system
    )
    with pytest.raises(NotAllowed):
        news.publish(article, at=NOW, by=actor(writer, today=TODAY, at=NOW))


def test_every_role_is_described_and_every_action_belongs_to_a_role():
    assert set(ROLES) == set(Role.values)
    assert all(action.startswith("portal.") for action in ACTIONS)


def test_a_role_holds_from_its_first_day_to_the_day_before_its_last(moderator):
    RoleHeld.objects.update(valid_from=TODAY, valid_to=TODAY.replace(day=4))
    held = [
        bool(actor(moderator, today=TODAY.replace(day=day), at=NOW).grants) for day in range(1, 6)
    ]
    assert held == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("username", "roles"), [("Có Dấu", ["editor"]), ("moi", []), ("moi", ["king"])]
)
def test_an_account_needs_a_plain_name_and_a_known_role(system, username, roles):
    with pytest.raises(operations.NotPossible):
        operations.open_account(username, "Ai đó", roles=roles, on=TODAY, by=system)
    assert not User.objects.exists()


def test_a_name_is_given_once_whatever_the_capitals(system, moderator):
    with pytest.raises(operations.NotPossible):
        operations.open_account("KIEM-DUYET", "Khác", roles=["editor"], on=TODAY, by=system)


def test_the_database_itself_holds_what_must_always_hold(article):
    Rating.objects.create(article=article, points=3, reader="a", rated_at=NOW)
    wrong = [
        lambda: Rating.objects.create(article=article, points=4, reader="a", rated_at=NOW),
        lambda: Rating.objects.create(article=article, points=6, reader="b", rated_at=NOW),
        lambda: Article.objects.update(published_at=None),
        lambda: Comment.objects.create(
            article=article, name="a", text="b", state="shown", posted_at=NOW
        ),
    ]
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
