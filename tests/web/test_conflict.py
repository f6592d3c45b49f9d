"""Two clerks editing the same thing: the second sees both versions, and nothing is lost."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.core.models import AuditEntry
from nguon.organizations.queries import version_on
from nguon.people.models import Person
from nguon.sources import operations as sources
from nguon.sources.models import CellReview, Course, Participant
from nguon.supervision import operations as supervision
from nguon.supervision.models import Obstacle, ObstacleStep
from nguon.web.models import Draft
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(khe_xong, system) -> Person:
    story.describe(khe_xong)
    return story.a_person(khe_xong, by=system, name="Hồ Thị Bịa")


@pytest.fixture
def first(browse, krong_klang) -> Client:
    return browse(Role.CLERK, at=krong_klang)


@pytest.fixture
def second(browse, krong_klang) -> Client:
    return browse(Role.CLERK, at=krong_klang)


def form_of(page: str) -> dict[str, list[str]]:
    """Every value that a browser would send back with the last form of a page."""
    body = page.rpartition('<form method="post"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", body):
        name, value = said(tag, "name"), said(tag, "value")
        ticked = said(tag, "type") not in ("checkbox", "radio") or " checked" in tag
        if name and ticked and name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select name="([\w-]+)"[^>]*>(.*?)</select>', body, re.S):
        found[name] = re.findall(r'<option value="([^"]*)" selected', options) or [""]
    for name, text in re.findall(r'<textarea name="([\w-]+)"[^>]*>(.*?)</textarea>', body, re.S):
        found[name] = [html.unescape(text.strip())]
    return found


def said(tag: str, attribute: str) -> str:
    match = re.search(rf'\b{attribute}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""


class TestAPerson:
    @pytest.fixture
    def address(self, person) -> str:
        return f"/nguoi/{person.ref}/sua/"

    def both_open(self, address, first, second):
        return form_of(first.get(address).text), form_of(second.get(address).text)

    def test_alone_nobody_notices_anything(self, address, first, person):
        sent = form_of(first.get(address).text) | {"phone": "0912", "reason": "Đổi số"}

        assert first.post(address, sent).status_code == 302
        assert now(person).phone == "0912"

    def test_the_second_sees_what_stood_there_what_stands_there_and_what_they_typed(
        self, address, first, second, person
    ):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"occupation": "Trồng rừng", "reason": "Hỏi lại"})

        answer = second.post(address, two | {"occupation": "Làm nương", "reason": "Gọi điện"})

        assert answer.status_code == 409
        row = answer.text.partition("Nghề nghiệp, việc làm")[2].partition("</tr>")[0]
        assert [text in row for text in ("Trồng rừng", "Làm nương")] == [True, True]
        assert now(person).occupation == "Trồng rừng"
        assert Draft.objects.get().person_id == person.pk

    def test_what_only_one_touched_is_chosen_already_and_nothing_of_either_is_lost(
        self, address, first, second, person
    ):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"occupation": "Trồng rừng", "reason": "Hỏi lại"})
        shown = second.post(address, two | {"phone": "0912", "reason": "Gọi điện"})

        chosen = form_of(shown.text)
        assert (chosen["pick__occupation"], chosen["pick__phone"]) == (["theirs"], ["mine"])
        assert second.post(address, chosen).status_code == 302

        row = now(person)
        assert (row.occupation, row.phone) == ("Trồng rừng", "0912")
        assert not Draft.objects.exists()

    def test_where_both_changed_the_same_a_person_decides(self, address, first, second, person):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        chosen = form_of(second.post(address, two | {"phone": "0912", "reason": "Gọi"}).text)

        assert "pick__phone" not in chosen
        second.post(address, chosen | {"pick__phone": "mine"})

        assert now(person).phone == "0912"

    def test_without_a_choice_what_stands_there_stays(self, address, first, second, person):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        chosen = form_of(second.post(address, two | {"phone": "0912", "reason": "Gọi"}).text)

        second.post(address, chosen)

        assert now(person).phone == "0911"

    def test_a_third_change_while_choosing_is_noticed_too(self, address, first, second, person):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        chosen = form_of(second.post(address, two | {"phone": "0912", "reason": "Gọi"}).text)
        third = form_of(first.get(address).text) | {"phone": "0913", "reason": "Lại đổi"}
        first.post(address, third)

        answer = second.post(address, chosen | {"pick__phone": "mine"})

        assert answer.status_code == 409
        assert "0913" in answer.text
        assert now(person).phone == "0913"

    def test_choices_and_several_values_come_through(self, address, first, second, person):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"standing": ["fisher_at_sea"], "married": "yes", "reason": "x"})
        mine = {
            "standing": ["village_elder", "prestigious_person"],
            "born_on": "01/02/2001",
            "reason": "y",
        }
        shown = second.post(address, two | mine).text

        chosen = form_of(shown)
        assert chosen["mine__standing"] == ["village_elder", "prestigious_person"]
        assert second.post(address, chosen | {"pick__standing": "mine"}).status_code == 302
        row = now(person)
        assert (row.standing, row.married, f"{row.born_on}") == (
            ["village_elder", "prestigious_person"], True, "2001-02-01"
        )  # fmt: skip

    def test_nothing_is_written_by_the_second_before_the_choice(
        self, address, first, second, person
    ):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        lines = AuditEntry.objects.count()

        second.post(address, two | {"phone": "0912", "reason": "Gọi"})

        assert AuditEntry.objects.count() == lines

    def test_the_draft_opens_with_what_was_typed_and_still_knows_what_it_had_seen(
        self, address, first, second, person
    ):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        second.post(address, two | {"phone": "0912", "reason": "Gọi"})

        again = form_of(second.get(address).text)

        assert again["phone"] == ["0912"]
        assert second.post(address, again).status_code == 409

    def test_a_form_that_was_wrong_keeps_what_it_had_seen(self, address, first, second, person):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        wrong = form_of(second.post(address, two | {"born_on": "x", "phone": "0912"}).text)

        answer = second.post(address, wrong | {"born_on": "", "phone": "0912", "reason": "Gọi"})

        assert answer.status_code == 409

    def test_whoever_tampers_with_what_was_seen_is_asked_all_the_same(
        self, address, first, second, person
    ):
        one, two = self.both_open(address, first, second)
        first.post(address, one | {"phone": "0911", "reason": "Hỏi lại"})
        bad = {"seen": "x" * 500, "base": "[1", "phone": "0912", "reason": "Gọi"}

        assert second.post(address, two | bad).status_code == 409

    def test_the_neighbouring_commune_has_no_draft_of_it(self, address, browse, mo_o):
        stranger = browse(Role.CLERK, at=mo_o)

        assert stranger.post(f"/ban-nhap/?form={address}", {"phone": "1"}).status_code == 404
        assert not Draft.objects.exists()


class TestAnArea:
    @pytest.fixture
    def address(self, khe_xong) -> str:
        return f"/to-chuc/{khe_xong.slug}/so-lieu/"

    def test_figures_of_two_clerks_are_shown_beside_each_other(
        self, address, first, second, khe_xong
    ):
        two = form_of(second.get(address).text) | {"year": "2024", "households": "280"}
        one = form_of(first.get(address).text) | {"year": "2024", "households": "279"}
        first.post(address, one)

        answer = second.post(address, two)

        assert answer.status_code == 409
        assert khe_xong.profiles.get(year=2024).households == 279
        chosen = form_of(answer.text) | {"pick__households": "mine"}
        assert second.post(address, chosen).status_code == 302
        assert khe_xong.profiles.get(year=2024).households == 280

    def test_what_one_left_empty_is_not_offered_to_be_emptied(
        self, address, first, second, khe_xong
    ):
        two = form_of(second.get(address).text) | {"year": "2024", "away": "31"}
        one = form_of(first.get(address).text) | {"year": "2024", "households": "279"}
        first.post(address, one)

        chosen = form_of(second.post(address, two).text)
        assert "pick__households" not in chosen
        second.post(address, chosen | {"pick__away": "mine"})

        row = khe_xong.profiles.get(year=2024)
        assert (row.households, row.away) == (279, 31)

    def test_one_after_the_other_nobody_is_stopped(self, address, first, second, khe_xong):
        for clerk, number in ((first, "279"), (second, "280")):
            sent = form_of(clerk.get(address).text) | {"year": "2024", "households": number}
            assert clerk.post(address, sent).status_code == 302
        assert khe_xong.profiles.get(year=2024).households == 280


def test_an_organisation_renamed_by_two(first, second, khe_xong):
    address = f"/to-chuc/{khe_xong.slug}/doi-ten/"
    one, two = (form_of(each.get(address).text) for each in (first, second))
    paper = {"document": "9-QĐ/ĐU", "confirmed": "1"}
    first.post(address, one | paper | {"code": "45.012.003.000.001"})

    answer = second.post(address, two | paper | {"name": "Chi bộ khóm Khe Xong Mới"})

    assert answer.status_code == 409
    preview = second.post(address, form_of(answer.text)).text
    second.post(address, form_of(preview) | {"confirmed": "1"})
    held = version_on(khe_xong, timezone.localdate())
    assert (held.name, held.code) == ("Chi bộ khóm Khe Xong Mới", "45.012.003.000.001")


class TestAnObstacle:
    @pytest.fixture
    def obstacle(self, khe_xong, krong_klang) -> Obstacle:
        today = timezone.localdate()
        owner = staff.employ(Role.CLERK, krong_klang)
        by = cast.acting("clerk", at=khe_xong, today=today, user_id=owner.pk)
        due_on = today + timedelta(days=10)
        return supervision.raise_obstacle(khe_xong, cause="A1", owner=owner, due_on=due_on, by=by)

    def form(self, clerk, obstacle, act, **typed):
        """What the page would send for one of its forms."""
        page = clerk.get(f"/giam-sat/vuong-mac/{obstacle.ref}/").text
        own = f"{act}/".join(page.split(f"{act}/")[1:]).partition("</form>")[0]
        found = form_of(f'<form method="post"{own}</form>')
        return found | {f"{act}-{name}": value for name, value in typed.items()}

    def test_who_puts_off_what_was_put_off_meanwhile_sees_both_days(self, obstacle, first, second):
        today = timezone.localdate()
        days = [f"{today + timedelta(days=each):%d/%m/%Y}" for each in (10, 20, 30)]
        address = f"/giam-sat/vuong-mac/{obstacle.ref}/postponed/"
        one = self.form(first, obstacle, "postponed", words="Mưa", due_on=days[1])
        two = self.form(second, obstacle, "postponed", words="Lũ", due_on=days[2])
        first.post(address, one)

        answer = second.post(address, two)

        assert answer.status_code == 409
        assert all(day in answer.text for day in days)
        assert steps(obstacle) == ["Mưa"]
        second.post(address, form_of(answer.text) | {"pick__postponed-due_on": "mine"})
        assert steps(obstacle) == ["Mưa", "Lũ"]

    def test_who_closes_what_was_put_off_meanwhile_reads_who_put_it_off_until_when_and_why(
        self, obstacle, first, second
    ):
        base, day = f"/giam-sat/vuong-mac/{obstacle.ref}", obstacle.due_on + timedelta(days=7)
        two = self.form(second, obstacle, "closed", words="Xong")
        due = f"{day:%d/%m/%Y}"
        first.post(
            f"{base}/postponed/",
            self.form(first, obstacle, "postponed", words="Đường sạt lở", due_on=due),
        )

        both = second.post(f"{base}/closed/", two)

        assert both.status_code == 409
        for told in ("Lùi hạn", "Đường sạt lở", f"hạn {due}"):
            assert told in both.text
        assert "không khác với bản đang có" not in both.text
        assert second.post(f"{base}/closed/", form_of(both.text)).status_code == 302
        assert steps(obstacle) == ["Đường sạt lở", "Xong"]

    def test_the_own_words_stand_on_the_page_again_and_may_be_mended_before_they_are_sent(
        self, obstacle, first, second
    ):
        base, day = f"/giam-sat/vuong-mac/{obstacle.ref}", obstacle.due_on + timedelta(days=7)
        two = self.form(second, obstacle, "closed", words="Đã thông đường")
        due = f"{day:%d/%m/%Y}"
        late = self.form(first, obstacle, "postponed", words="Sạt lở", due_on=due)
        first.post(f"{base}/postponed/", late)

        both = second.post(f"{base}/closed/", two)

        typed = both.text.partition("Đồng chí đã gõ")[2]
        assert "Đã thông đường" in typed.partition("</textarea>")[0]
        sent = form_of(both.text) | {"closed-words": "Đã thông đường, xe lại được"}
        second.post(f"{base}/closed/", sent)
        assert steps(obstacle) == ["Sạt lở", "Đã thông đường, xe lại được"]

    def test_who_looks_first_finds_the_own_words_in_the_form_until_they_are_sent(
        self, obstacle, first, second
    ):
        base, day = f"/giam-sat/vuong-mac/{obstacle.ref}", obstacle.due_on + timedelta(days=7)
        two = self.form(second, obstacle, "closed", words="Đã thông đường")
        due = f"{day:%d/%m/%Y}"
        late = self.form(first, obstacle, "postponed", words="Sạt lở", due_on=due)
        first.post(f"{base}/postponed/", late)
        assert "Bản nháp cũng giữ" in second.post(f"{base}/closed/", two).text

        again = self.form(second, obstacle, "closed")

        assert again["closed-words"] == ["Đã thông đường"]
        assert "Đã thông đường" not in first.get(f"{base}/").text
        asked = second.post(f"{base}/closed/", again)
        assert asked.status_code == 409  # what the other did is told as long as it was not chosen
        assert second.post(f"{base}/closed/", form_of(asked.text)).status_code == 302
        assert not Draft.objects.exists()

    def test_what_was_done_stands_beside_what_others_did(self, obstacle, first, second):
        address = f"/giam-sat/vuong-mac/{obstacle.ref}/action/"
        two = self.form(second, obstacle, "action", words="Gặp gia đình")
        first.post(address, self.form(first, obstacle, "action", words="Gọi điện"))

        assert second.post(address, two).status_code == 302
        assert steps(obstacle) == ["Gọi điện", "Gặp gia đình"]

    def test_words_for_an_obstacle_that_was_closed_meanwhile_are_not_lost(
        self, obstacle, first, second
    ):
        base = f"/giam-sat/vuong-mac/{obstacle.ref}"
        two = self.form(second, obstacle, "action", words="Gặp gia đình")
        first.post(f"{base}/closed/", self.form(first, obstacle, "closed", words="Xong"))

        answer = second.post(f"{base}/action/", two)

        assert "Gặp gia đình" in answer.text
        assert steps(obstacle) == ["Xong"]
        words = {"words": "Chưa xong", "due_on": f"{obstacle.due_on:%d/%m/%Y}"}
        first.post(f"{base}/reopened/", self.form(first, obstacle, "reopened", **words))
        kept = self.form(second, obstacle, "action")
        assert second.post(f"{base}/action/", kept).status_code == 302
        assert steps(obstacle) == ["Xong", "Chưa xong", "Gặp gia đình"]


def steps(obstacle: Obstacle) -> list[str]:
    rows = ObstacleStep.objects.visible_to(cast.system(timezone.localdate()))
    return [row.words for row in rows.filter(obstacle=obstacle).order_by("pk")]


class TestAReview:
    def test_counts_of_two_clerks_are_shown_beside_each_other(
        self, first, second, khe_xong, krong_klang
    ):
        today = timezone.localdate()
        planner = staff.employ(Role.CLERK, krong_klang)
        by = cast.acting("clerk", at=krong_klang, today=today, user_id=planner.pk)
        round_ = sources.open_round(krong_klang, held_on=today, document="1-KH", by=by)
        address = f"/nguon-phat-trien/ra-soat/{round_.ref}/{khe_xong.slug}/"
        one, two = (form_of(each.get(address).text) for each in (first, second))
        first.post(address, one | {"pupil": "3"})

        answer = second.post(address, two | {"pupil": "4", "student": "2"})

        assert answer.status_code == 409
        chosen = form_of(answer.text)
        assert chosen["pick__student"] == ["mine"]
        second.post(address, chosen | {"pick__pupil": "theirs"})
        row = CellReview.objects.visible_to(cast.system(today)).get(made_for=khe_xong)
        assert row.counts == {"pupil": 3, "student": 2}


class TestAClass:
    @pytest.fixture
    def course(self, krong_klang) -> Course:
        today, planner = timezone.localdate(), staff.employ(Role.CLERK, krong_klang)
        return sources.plan_course(
            krong_klang, kind="awareness_course", title="Khoá 1", starts_on=today, ends_on=today,
            venue="Hội trường", capacity=30, document="2-KH",
            by=cast.acting("clerk", at=krong_klang, today=today, user_id=planner.pk),
        )  # fmt: skip

    def test_a_class_changed_by_two(self, course, first, second):
        address = f"/nguon-phat-trien/lop/{course.ref}/sua/"
        one, two = (form_of(each.get(address).text) for each in (first, second))
        first.post(address, one | {"venue": "Nhà văn hoá", "reason": "Sửa mái"})

        answer = second.post(address, two | {"capacity": "40", "reason": "Đông"})

        assert answer.status_code == 409
        assert second.post(address, form_of(answer.text)).status_code == 302
        row = Course.objects.visible_to(cast.system(timezone.localdate())).get()
        assert (row.venue, row.capacity) == ("Nhà văn hoá", 40)

    def test_attendance_marked_by_two(self, course, first, second, khe_xong, krong_klang, system):
        today = timezone.localdate()
        story.describe(khe_xong)
        case = story.a_case(khe_xong, by=system)
        by = cast.acting("clerk", at=krong_klang, today=today, user_id=course.planned_by_id)
        (seat,) = sources.propose(course, [case], by=by)
        sources.accept(course, [seat], by=by)
        address = f"/nguon-phat-trien/lop/{course.ref}/diem-danh/"
        one, two = (form_of(each.get(address).text) for each in (first, second))
        first.post(address, one | {f"days_{seat.pk}": [f"{today}"]})

        answer = second.post(address, two | {f"result_{seat.pk}": "passed"})

        assert answer.status_code == 409
        second.post(address, form_of(answer.text))
        row = Participant.objects.visible_to(cast.system(today)).get()
        assert (row.days, row.result) == ([f"{today}"], "passed")


def test_an_answer_given_twice_shows_both(first, second, khe_xong, krong_klang, system):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "decision_received", by=system)
    today = timezone.localdate()
    (told, *_) = supervision.remind(by=cast.system(today))
    first.post("/giam-sat/nhac/tra-loi/", {"row": told.pk, "words": "Thứ bảy làm lễ"})

    answer = second.post("/giam-sat/nhac/tra-loi/", {"row": told.pk, "words": "Tuần sau"})

    assert answer.status_code == 409
    assert "Thứ bảy làm lễ" in answer.text
    assert "Tuần sau" in answer.text


def now(person: Person) -> Person:
    return Person.objects.visible_to(cast.system()).get(pk=person.pk)
