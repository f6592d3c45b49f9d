"""A NukeViet site moves here: what comes, what stays behind, where old addresses lead."""

import io
import json
import re
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponsePermanentRedirect
from PIL import Image

from nguon.cli import import_nukeviet
from nguon.portal.files.models import StoredFile
from nguon.portal.models import Article, ArticleState, Category, Comment, CommentState
from nguon.portal.moving import laws, operations
from nguon.portal.moving.models import MovedArticle
from nguon.portal.register.models import Document
from tests.portal.moving import dumps


@pytest.fixture
def move(system, editor, tmp_path):
    def moved(text, *, pictures=None):
        content = text if isinstance(text, bytes) else text.encode()
        return operations.move(
            io.BytesIO(content),
            staging=tmp_path / "rows",
            poster=editor,
            by=system,
            pictures=pictures,
            rooms=(laws.move_documents,),
        )

    return moved


def first():
    return Article.objects.get(title='Chi bộ thôn Mẫu 1 họp "chuyên đề"')


def test_articles_come_with_day_author_source_tags_reads_and_text(move):
    report = move(dumps.site())

    article = first()
    assert (article.state, article.category.name) == (ArticleState.PUBLISHED, "Xây dựng Đảng")
    assert (article.author, article.source) == ("Hồ Thị Viết", "Báo Mẫu")
    assert (article.source_link, article.views) == ("https://bao.example/x", 42)
    assert int(article.published_at.timestamp()) == dumps.seconds(2019, 5, 2)
    assert [tag.name for tag in article.tags.all()] == ["nguồn phát triển"]
    assert article.lead == "Lời dẫn ngắn ."
    assert "'nháy' \\ và\nxuống dòng" in article.body
    draft = Article.objects.get(state=ArticleState.DRAFT)
    assert draft.author == "Lê Quản Mẫu"  # whoever saved it
    assert (report.came["article"], report.came["category"], report.came["comment"]) == (2, 1, 4)
    assert report.missed == {("comment", "Bài viết của ý kiến này không chuyển sang."): 1}


def test_comments_come_in_their_state_and_answer_one_another(move):
    move(dumps.site())

    states = {row.state: row for row in Comment.objects.filter(parent=None)}
    assert set(states) == {CommentState.SHOWN, CommentState.WAITING, CommentState.HIDDEN}
    answer = Comment.objects.get(text="Trả lời.")
    assert answer.parent == states[CommentState.SHOWN]
    assert answer.parent.text == "Ý kiến hay. Cảm ơn."


def test_documents_come_with_type_issuer_signer_and_days(move):
    move(dumps.site())

    row = Document.objects.get()
    assert (row.number, row.type) == ("12/QĐ-UBND", "Quyết định")
    assert (row.issuer, row.signer) == ("Uỷ ban nhân dân xã Mẫu", "Nguyễn Văn Ký")
    assert (
        f"{row.issued_on} {row.effective_from} {row.effective_to}" == "2018-02-03 2018-03-01 None"
    )


def test_neither_passphrases_nor_readers_addresses_come(move):
    move(dumps.site(comment=[dumps.comment(1, 1, post_name=dumps.MAIL)]))

    kept = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            kept.append(repr(cursor.fetchall()))
    text = "".join(kept)
    assert "Chi bộ thôn Mẫu" in text
    for secret in (dumps.SECRET, dumps.MAIL, dumps.WHERE_FROM):
        assert secret not in text
    assert Comment.objects.get().name == "Bạn đọc"


def test_a_second_run_adds_only_what_is_new(move):
    move(dumps.site())
    counted = [m.objects.count() for m in (Article, Category, Comment, Document)]

    again = move(dumps.site(news_rows=[dumps.article(1), dumps.article(2), dumps.article(3)]))

    after = [m.objects.count() for m in (Article, Category, Comment, Document)]
    assert after == [counted[0] + 1, *counted[1:]]
    assert (again.came["article"], again.before["article"]) == (1, 2)


@pytest.mark.parametrize(
    "options", [{"prefix": "cong", "lang": "vi"}, {"named": True}, {"lang": "en"}]
)
def test_prefix_language_and_ways_of_writing_vary(move, options):
    assert move(dumps.site(**options)).came["article"] == 2


def test_a_script_in_a_body_does_not_run(move):
    body = (
        '<p onclick="x()">a</p><script>alert(1)</script><img src=x onerror=y>'
        "<a href='javascript:z()'>b</a>"
    )
    move(dumps.site(news_detail=[{"id": 1, "bodyhtml": body}]))

    assert not re.search(r"script|onclick|onerror|<img", first().body)


def test_letters_that_were_encoded_twice_are_put_right_and_others_told(move):
    report = move(dumps.site(news_rows=[dumps.article(1, title="Há»™i nghá»‹")]))
    assert Article.objects.get().title == "Hội nghị"

    text = dumps.site(news_rows=[dumps.article(8), dumps.article(9, title="XYZZY")])
    report = move(text.encode().replace(b"XYZZY", b"\xe1\xff\xfe"))
    assert report.came["article"] == 1
    assert any(why.startswith("Không phải UTF-8") for _kind, why in report.missed)


def test_a_row_without_title_or_with_an_impossible_day_is_told(move):
    rows = [
        dumps.article(1, title=" "),
        dumps.article(2, publtime=99999999999999),
        dumps.article(3),
    ]

    report = move(dumps.site(news_rows=rows))

    assert report.came["article"] == 1
    assert {which for kind, which, _why in report.told if kind == "article"} == {"1", "2"}


@pytest.mark.parametrize(
    "address",
    [
        "/news/Xay-dung-Dang/Chi-bo-thon-Mau-1-hop-1.html",
        "/index.php/vi/news/Xay-dung-Dang/Chi-bo-thon-Mau-1-hop-1.html",
        "/vi/news/Xay-dung-Dang/alias-cu-1.html",
        "/news/savefile/Xay-dung-Dang/Chi-bo-thon-Mau-1-hop-1.html",
        "/news/print/Xay-dung-Dang/Chi-bo-thon-Mau-1-hop-1.html",
        "/index.php/vi/news/print/Xay-dung-Dang/Chi-bo-thon-Mau-1-hop-1/",
    ],
)
def test_an_old_address_of_an_article_leads_to_it_for_good(move, client, address):
    move(dumps.site())

    answer = client.get(address)

    assert isinstance(answer, HttpResponsePermanentRedirect)
    assert answer.headers["Location"] == first().get_absolute_url()
    assert client.get(answer.headers["Location"]).status_code == 200


def test_old_categories_feeds_and_documents_lead_on(move, client):
    move(dumps.site())
    category, document = Category.objects.get(), Document.objects.get()

    def leads(address):
        return client.get(address).headers.get("Location")

    assert leads("/news/Xay-dung-Dang/") == category.get_absolute_url()
    assert leads("/index.php/vi/news/Xay-dung-Dang/") == category.get_absolute_url()
    feed = f"/rss/chuyen-muc/{category.slug}/"
    assert leads("/news/rss/Xay-dung-Dang/") == leads("/rss/news/Xay-dung-Dang") == feed
    assert leads("/news/rss/") == "/rss/"
    assert leads("/laws/Quyet-dinh/ve-viec-thu-5.html") == document.get_absolute_url()


@pytest.mark.parametrize(
    "address",
    [
        "/news/x/khong-co-77.html",
        "/news/https://xau.example/a-1.html/x-99999999999999999.html",
        "//xau.example/news/a/b-77.html",
        "/news/Khong-co/",
        "/xau.example/%2f%2fxau.example-77.html",
    ],
)
def test_an_address_that_never_was_leads_nowhere(move, client, address):
    move(dumps.site())

    assert client.get(address).status_code in (400, 404)


def test_a_page_of_this_site_is_never_taken_for_an_old_address(move, client):
    move(dumps.site())
    MovedArticle.objects.create(lang="vi", module="tin", number=5, article=first())

    assert client.get("/tin/xay-dung-dang/khong-co-5/").status_code == 404
    assert client.get(first().get_absolute_url()).status_code == 200


def picture():
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(held, "PNG")
    return held.getvalue()


def with_pictures():
    body = '<p>a</p><img alt="Cây" src="/uploads/news/cay.png"><img src="../../../etc/passwd">'
    rows = [dumps.article(1, homeimgfile="dau.png", homeimgalt="Cuộc họp")]
    return dumps.site(news_rows=rows, news_detail=[{"id": 1, "bodyhtml": body}])


@pytest.mark.parametrize("as_zip", [False, True])
def test_pictures_come_from_the_folder_or_zip_and_what_is_missing_is_told(move, tmp_path, as_zip):
    where = tmp_path / "old"
    (where / "uploads/news").mkdir(parents=True)
    for name in ("cay.png", "dau.png"):
        (where / "uploads/news" / name).write_bytes(picture())
    if as_zip:
        with zipfile.ZipFile(tmp_path / "old.zip", "w") as box:
            for path in where.rglob("*.png"):
                box.write(path, path.relative_to(where))
        where = tmp_path / "old.zip"

    report = move(with_pictures(), pictures=where)

    assert sorted(StoredFile.objects.values_list("alt", flat=True)) == ["Cuộc họp", "Cây"]
    assert first().body.count("<img") == 1
    assert report.came["picture"] == 2
    assert first().attachments.count() == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(editor, tmp_path, capsys):
    path = tmp_path / "cu.sql"
    path.write_text(dumps.site(), encoding="utf-8")

    class Options:
        lang, file, poster, uploads, json, dry_run = "vi", path, "bien-tap", None, True, True

    assert import_nukeviet.run(Options()) == 0
    assert json.loads(capsys.readouterr().out)["came"]["article"] == 2
    assert not Article.objects.exists()
    Options.dry_run = False
    assert import_nukeviet.run(Options()) == 0
    assert Article.objects.count() == 2
