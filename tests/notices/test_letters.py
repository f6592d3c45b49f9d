"""The weekly letter: what it says, to whom, and that it never comes twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from nguon.core import installation
from nguon.notices import operations, post
from nguon.notices.models import Letter, Subscription
from nguon.supervision import operations as supervision
from tests import cast, staff
from tests.notices.conftest import MONDAY, acting_as, subscribed

State = Letter.State


@pytest.fixture
def clerk(hired, krong_klang, khe_xong):
    """Somebody with one thing late and one that is due this week."""
    user = hired("clerk", at=krong_klang)
    for raised, due in ((-20, -6), (0, 3)):
        by = acting_as(user, MONDAY + timedelta(days=raised))
        due_on = MONDAY + timedelta(days=due)
        supervision.raise_obstacle(khe_xong, cause="A1", owner=user, due_on=due_on, by=by)
    subscribed(user)
    return user


def round_at(at, through, weekday=0):
    day = at.date()
    by = cast.system(day)
    return operations.send_letters(through, weekday=weekday, by=_at(by, at))


def _at(by, at):
    return by.__class__(by.user_id, by.name, by.today, at, by.grants)


def morning(days=0, hour=8):
    return cast.instant(MONDAY + timedelta(days=days)).replace(hour=hour)


@pytest.mark.django_db
class TestWhatItSays:
    def test_it_counts_and_links_and_names_nobody(self, clerk, mailbox):
        assert round_at(morning(), post.Server(mailbox.url)) == 1

        (letter,) = mailbox.taken
        words = letter.get_body(("plain",)).get_content()
        page = letter.get_body(("html",)).get_content()
        assert mailbox.recipients == ["van-phong@xa.example"]
        assert letter["Subject"] == "Nguồn: việc tuần từ 02/06/2025"
        assert "Quá hạn: 1 việc." in words
        assert "Vướng mắc tôi gỡ: 2" in words
        assert f"{settings.ADDRESS}/" in words
        assert letter["Auto-Submitted"] == "auto-generated"
        for secret in ("Khe Xong", "Lê Thị", "A1", "Ít hiểu"):
            assert secret not in words + page

    def test_it_is_in_the_readers_language(self, clerk, mailbox):
        Subscription.objects.update(language="en")
        round_at(morning(), post.Server(mailbox.url))

        assert "Overdue: 1" in mailbox.taken[0].get_body(("plain",)).get_content()

    def test_a_week_with_nothing_to_do_has_no_letter(self, hired, khom_ban_mau, mailbox):
        subscribed(hired("clerk", at=khom_ban_mau))

        assert round_at(morning(), post.Server(mailbox.url)) == 0
        assert mailbox.taken == []
        assert Letter.objects.get().state == State.EMPTY

    def test_without_a_server_it_is_a_file_that_only_the_program_reads(self, clerk, tmp_path):
        round_at(morning(), post.Folder(tmp_path / "outbox"))

        (file,) = (tmp_path / "outbox").iterdir()
        assert file.name.startswith("2025-06-02-")
        assert file.stat().st_mode & 0o077 == 0
        assert b"Subject:" in file.read_bytes()


@pytest.mark.django_db
class TestWhen:
    def test_it_waits_for_the_hour_of_the_day(self, clerk, mailbox):
        server = post.Server(mailbox.url)

        assert round_at(morning(hour=6), server) == 0
        assert not Letter.objects.exists()
        assert round_at(morning(hour=7), server) == 1

    def test_another_day_of_the_week_can_be_chosen(self, clerk, mailbox):
        server = post.Server(mailbox.url)

        assert round_at(morning(), server, weekday=2) == 0
        assert round_at(morning(days=2), server, weekday=2) == 1

    def test_a_monday_that_was_slept_through_is_made_up_for(self, clerk, mailbox):
        assert round_at(morning(days=3), post.Server(mailbox.url)) == 1

    def test_once_a_week_and_again_the_week_after(self, clerk, mailbox):
        server = post.Server(mailbox.url)
        sent = [round_at(morning(days=each), server) for each in (0, 0, 1, 6, 7, 8)]

        assert sent == [1, 0, 0, 0, 1, 0]

    def test_who_subscribes_on_a_wednesday_gets_the_next_one(self, clerk, mailbox):
        Subscription.objects.update(since=morning(days=2))

        assert round_at(morning(days=2), post.Server(mailbox.url)) == 0
        assert round_at(morning(days=7), post.Server(mailbox.url)) == 1

    def test_a_round_that_finds_nothing_writes_nothing(
        self, clerk, mailbox, django_assert_num_queries
    ):
        round_at(morning(), post.Server(mailbox.url))
        by = _at(cast.system(MONDAY), morning(hour=9))

        with django_assert_num_queries(2):
            operations.send_letters(post.Server(mailbox.url), weekday=0, by=by)


@pytest.mark.django_db
class TestWhoStops:
    def test_who_stopped_gets_none_not_even_one_that_waits(self, clerk, mailbox):
        mailbox.answers = [("RCPT", "450 later")]
        server = post.Server(mailbox.url)
        round_at(morning(), server)
        operations.unsubscribe(by=acting_as(clerk))

        assert round_at(morning(hour=9), server) == 0
        assert mailbox.taken == []

    def test_whose_role_ended_gets_none(self, clerk, mailbox):
        clerk.assignments.update(valid_to=MONDAY)

        assert round_at(morning(), post.Server(mailbox.url)) == 0
        assert mailbox.taken == []

    def test_a_suspended_account_gets_none(self, clerk, mailbox):
        clerk.is_active = False
        clerk.save()

        assert round_at(morning(), post.Server(mailbox.url)) == 0
        assert not Letter.objects.exists()


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        "answer",
        [("RCPT", "450 later"), ("MAIL", "421 busy"), ("DATA", "451 x"), ("AFTER", "452 x")],
    )
    def test_what_was_certainly_not_taken_is_tried_again_later(self, answer, clerk, mailbox):
        mailbox.answers = [answer]
        server = post.Server(mailbox.url)
        sent = [round_at(morning(hour=8), server), round_at(morning(hour=8), server)]
        sent.append(round_at(morning(hour=9), server))

        assert sent == [0, 0, 1]
        assert len(mailbox.taken) == 1
        assert Letter.objects.get().tries == 2

    def test_a_server_that_is_not_there_is_asked_ever_more_rarely_and_then_no_more(self, clerk):
        nobody = post.Server("smtp://127.0.0.1:9")
        waits = []
        for _ in range(6):
            row = Letter.objects.first()
            at = row.not_before if row else morning()
            round_at(at.astimezone(cast.HANOI), nobody)
            waits.append(Letter.objects.get().not_before - at)

        assert waits == [*operations.BACK_OFF, timedelta(0)]
        row = Letter.objects.get()
        assert (row.state, row.fault) == (State.REFUSED, "ConnectionRefusedError")

    def test_a_no_for_good_is_not_asked_again(self, clerk, mailbox):
        mailbox.answers = [("RCPT", "550 nobody here")]
        round_at(morning(), post.Server(mailbox.url))

        assert Letter.objects.get().state == State.REFUSED
        assert round_at(morning(days=2), post.Server(mailbox.url)) == 0

    def test_when_nobody_knows_whether_it_was_taken_it_is_not_sent_again(self, clerk, mailbox):
        mailbox.answers = [("WORDS", "hang up")]
        server = post.Server(mailbox.url)
        round_at(morning(), server)

        assert Letter.objects.get().state == State.UNSURE
        assert round_at(morning(days=1), server) == 0
        assert len(mailbox.taken) == 1

    def test_a_bad_goodbye_changes_nothing(self, clerk, mailbox):
        mailbox.answers = [("QUIT", "500 what?")]

        assert round_at(morning(), post.Server(mailbox.url)) == 1
        assert Letter.objects.get().state == State.SENT

    def test_a_letter_of_last_week_goes_nowhere(self, clerk, mailbox):
        mailbox.answers = [("RCPT", "450 later")]
        server = post.Server(mailbox.url)
        round_at(morning(days=6, hour=23), server)
        round_at(morning(days=7, hour=1), server)

        assert mailbox.taken == []
        assert Letter.objects.get().state == State.REFUSED

    def test_no_letter_leaves_in_the_clear_where_encryption_was_asked_for(self, clerk, mailbox):
        round_at(morning(), post.Server(mailbox.url.replace("smtp:", "smtp+tls:")))

        assert mailbox.taken == []
        assert Letter.objects.get().fault == "SMTPNotSupportedError"


@pytest.mark.django_db
def test_invented_people_get_files_whatever_server_is_set(places, settings):
    settings.SMTP_URL = "smtp://thu.example"
    assert isinstance(post.post_office(), post.Server)

    installation.settle(installation.DEMONSTRATION, at=cast.NOW)
    assert post.post_office() == post.Folder(settings.OUTBOX)


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_at_once_one_sends(clerk, khom_ban_mau, mailbox):
    for number in range(3):
        user = staff.employ("clerk", khom_ban_mau, on=cast.FIRST_DAY)
        subscribed(user, f"nguoi-{number}@xa.example")
        supervision.raise_obstacle(
            khom_ban_mau, cause="A1", owner=user, due_on=MONDAY, by=acting_as(user)
        )
    ready = Barrier(4)

    def work(_):
        try:
            ready.wait()
            return round_at(morning(), post.Server(mailbox.url))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(work, range(4)))

    assert sum(sent) == len(mailbox.taken) == 4
    assert sorted(mailbox.recipients) == sorted(
        ["van-phong@xa.example", *(f"nguoi-{number}@xa.example" for number in range(3))]
    )
