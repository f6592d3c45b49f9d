"""A text goes from its writer to an editor, to whoever approves, and out; nothing is lost."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal.files.models import StoredFile
from nguon.portal.models import Article
from nguon.portal.news import operations as news
from nguon.portal.news import queries
from nguon.portal.news.models import Revision, Step, Tag
from nguon.portal.news.words import Words
from nguon.portal.operations import NotPossible
from nguon.portal.search.models import Entry
from tests.portal.conftest import NOW

pytestmark = pytest.mark.django_db


def said(article, **told):
    return Words(**({"title": article.title, "category": article.category} | told))


def test_three_pairs_of_hands_bring_a_text_out(draft, writing, correcting, editing):
    stages = [draft.stage]
    stages.append(news.send(draft, by=writing).stage)
    stages.append(news.pass_on(draft, by=correcting).stage)
    out = news.publish(draft, at=NOW, by=editing)
    assert [*stages, out.stage] == ["draft", "editing", "approving", ""]
    assert out.state == "published"
    acts = [(step.act, step.by.username) for step in Step.objects.order_by("pk")]
    assert acts == [("sent", "viet"), ("passed", "sua"), ("published", "bien-tap")]
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"portal.article_sent", "portal.article_passed", "portal.publish"} <= actions
    assert not list(audit.verify())


def test_a_text_comes_back_with_a_reason_and_not_without(draft, writing, correcting):
    news.send(draft, by=writing)
    with pytest.raises(NotPossible):
        news.send_back(draft, "  ", by=correcting)
    assert news.send_back(draft, "Thiếu nguồn tin", by=correcting).stage == "draft"
    assert Step.objects.latest("pk").reason == "Thiếu nguồn tin"


def test_nobody_takes_a_step_that_is_not_theirs(draft, writing, correcting):
    with pytest.raises(NotPossible):
        news.pass_on(draft, by=correcting)  # it was never sent
    news.send(draft, by=writing)
    for act in (news.pass_on, news.send):
        with pytest.raises((NotAllowed, NotPossible)):
            act(draft, by=writing)
    with pytest.raises(NotPossible):
        news.save_revision(draft, said(draft, title="Sửa lén"), seen=1, by=writing)
    for by in (writing, correcting):
        with pytest.raises(NotAllowed):
            news.publish(draft, at=NOW, by=by)
        with pytest.raises(NotAllowed):
            news.withdraw(draft, by=by)
    assert Article.objects.get().stage == "editing"
    assert Step.objects.count() == 1


def test_a_writer_does_not_touch_the_text_of_another(article, writing):
    with pytest.raises(NotAllowed):
        news.save_revision(article, said(article, title="Của tôi"), seen=1, by=writing)
    assert not queries.articles_of(writing, at=NOW).exists()
    assert Revision.objects.count() == 1


def test_what_is_out_stays_while_a_newer_revision_is_worked_on(client, article, editing):
    news.save_revision(article, said(article, title="Tựa mới", lead="Mới"), seen=1, by=editing)
    assert article.title in client.get(article.get_absolute_url()).text
    assert "Tựa mới" not in client.get(article.get_absolute_url()).text
    news.publish(article, at=article.published_at, by=editing)
    assert "Tựa mới" in client.get(article.get_absolute_url()).text


def test_a_revision_that_was_out_can_be_taken_up_again(article, editing):
    news.save_revision(article, said(article, body="<p>Hai</p>"), seen=1, by=editing)
    news.publish(article, at=article.published_at, by=editing)
    again = news.restore(article, 1, by=editing)
    assert (again.number, again.base, again.body) == (3, 2, article.revisions.get(number=1).body)
    assert Article.objects.get().body == "<p>Hai</p>"  # readers see no change yet


def test_one_who_goes_on_writing_writes_one_revision(draft, writing):
    for text in ("một", "một hai", "một hai ba"):
        news.save_revision(draft, said(draft, lead=text), seen=1, by=writing)
    assert [(each.number, each.lead) for each in draft.revisions.all()] == [(1, "một hai ba")]


def test_two_who_write_at_once_lose_nothing_and_the_second_is_told(draft, writing, correcting):
    first = news.save_revision(draft, said(draft, lead="của người viết"), seen=1, by=writing)
    second = news.save_revision(draft, said(draft, lead="của biên tập"), seen=0, by=correcting)
    assert not first.unseen
    assert [each.by.username for each in second.unseen] == ["viet"]
    assert {each.lead for each in draft.revisions.all()} == {"của người viết", "của biên tập"}
    told = news.save_revision(draft, said(draft, lead="viết tiếp"), seen=1, by=writing)
    assert [each.number for each in told.unseen] == [2]
    merged = news.save_revision(draft, said(draft, lead="cả hai"), seen=2, by=writing)
    assert (merged.revision.number, merged.unseen) == (3, [])
    assert draft.revisions.get(number=1).lead == "viết tiếp"


def test_an_article_is_read_between_its_two_instants(client, draft, editing):
    news.publish(draft, at=NOW, until=NOW + timedelta(days=2), by=editing)
    days = [-1, 0, 1, 2]
    shown = [Article.objects.published(NOW + timedelta(days=day)).exists() for day in days]
    assert shown == [False, True, True, False]
    entry = Entry.objects.get(kind="article")
    assert (entry.shown_from, entry.shown_until) == (NOW, NOW + timedelta(days=2))


def test_what_is_out_is_not_put_off_and_nothing_ends_before_it_begins(article, editing):
    with pytest.raises(NotPossible):
        news.publish(article, at=NOW + timedelta(days=1), by=editing)
    with pytest.raises(NotPossible):
        news.publish(article, at=NOW, until=NOW - timedelta(days=2), by=editing)
    assert Article.objects.get().published_at == article.published_at


def test_what_is_withdrawn_is_neither_read_nor_found_and_is_kept(client, article, editing):
    assert Entry.objects.filter(key=article.ref).exists()
    news.withdraw(article, by=editing)
    assert client.get(article.get_absolute_url()).status_code == 404
    assert article.title not in client.get("/").text
    assert not Entry.objects.filter(key=article.ref).exists()
    assert Revision.objects.filter(article=article).exists()
    with pytest.raises(NotPossible):
        news.withdraw(article, by=editing)
    news.publish(article, at=NOW, by=editing)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_tags_gather_articles_across_categories(client, write):
    article = write("Bài có thẻ", tags="Kết nạp; kết nạp, Khe Xong,")
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Khe Xong", "Kết nạp"]
    assert 'href="/the/ket-nap/"' in client.get(article.get_absolute_url()).text
    assert "Bài có thẻ" in client.get("/the/ket-nap/").text
    assert client.get("/the/khong-co/").status_code == 404


def test_the_source_leads_where_it_was_taken_from(client, write):
    article = write("Bài", source="Bản tin", source_link="https://tin.example/1")
    assert (
        'href="https://tin.example/1" rel="noopener' in client.get(article.get_absolute_url()).text
    )


def test_two_revisions_are_compared_word_by_word(article, editing):
    body = article.body.replace("tìm nguồn", "giữ nguồn")
    words = said(article, lead="Lời dẫn.", body=body)
    new = news.save_revision(article, words, seen=1, by=editing).revision
    pieces = queries.changes(article.revisions.get(number=1), new)
    told = {piece.kind: piece.text.strip() for piece in pieces if piece.kind != "same"}
    assert told == {"gone": "tìm", "new": "giữ"}


def test_pictures_and_files_of_the_library_stand_with_an_article(client, article, editing):
    kept = {
        name: StoredFile.objects.create(
            kind=kind, name=name, media_type="x/y", size=2048, sha256=name, width=720, height=480,
            alt=f"Chữ thay {name}", caption=f"Chú thích {name}", kept_at=NOW,
        )
        for name, kind in (("a.jpg", "picture"), ("b.jpg", "picture"), ("c.pdf", "document"))
    }  # fmt: skip
    news.attach(article, [kept["b.jpg"], kept["c.pdf"], kept["a.jpg"]], by=editing)
    page = queries.article_page(article.slug, reader="", at=NOW)
    assert (page.picture, page.pictures, page.files) == (
        kept["b.jpg"],
        [kept["a.jpg"]],
        [kept["c.pdf"]],
    )
    text = client.get(article.get_absolute_url()).text
    assert 'alt="Chữ thay b.jpg"' in text
    assert "Chú thích c.pdf" in text
    with pytest.raises(ProtectedError):
        kept["c.pdf"].delete()


def test_an_article_with_everything_costs_at_most_eight_statements_and_no_write(
    client, write, editing, django_assert_max_num_queries
):
    article = write("Bài có đủ", tags="một, hai")
    file = StoredFile.objects.create(
        kind="document", name="c.pdf", media_type="x/y", size=1, sha256="c", kept_at=NOW
    )
    news.attach(article, [file], by=editing)
    for number in range(4):
        news.relate(article, [write(f"Bài {number}")], by=editing)
    with django_assert_max_num_queries(8) as seen:
        client.get(article.get_absolute_url())
    assert all(each["sql"].startswith("SELECT") for each in seen.captured_queries)
