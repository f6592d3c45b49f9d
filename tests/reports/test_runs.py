"""Runs that were cut off, left, or went wrong: nothing of the upload stays."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadhandler import StopFutureHandlers
from django.utils.translation import override

from nguon.core.actor import NotAllowed
from nguon.core.http.uploads import InMemory
from nguon.people.models import Person
from nguon.reports import runs
from nguon.reports.models import ColumnMapping, ImportRun, RunStatus
from nguon.reports.sheets import CannotRead, read
from tests import cast
from tests.reports.books import TIES, person, roster
from tests.staff import employ

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def clerk(acting, krong_klang):
    return acting("clerk", at=krong_klang)


@pytest.fixture
def run(clerk, krong_klang):
    return runs.start(roster(person()), organization=krong_klang, name="a.xlsx", by=clerk)


def kept():
    return sorted(path.suffix for path in (Path(settings.FILES) / "imports").iterdir())


def _fresh(run, by):
    return ImportRun.objects.visible_to(by).select_related("organization").get(pk=run.pk)


def done(run, by):
    runs.work(_fresh(run, by), by=by)
    runs.tie(run, TIES, {}, by=by)
    runs.work(_fresh(run, by), by=by)
    runs.confirm(run, by=by)
    runs.work(_fresh(run, by), by=by)
    return _fresh(run, by)


def test_a_run_that_was_cut_off_while_writing_begins_again(run, clerk, system):
    assert done(run, clerk).status == RunStatus.DONE
    other = runs.start(roster(person()), organization=run.organization, name="b", by=clerk)
    runs.work(_fresh(other, clerk), by=clerk)
    ImportRun.objects.visible_to(clerk).filter(pk=other.pk).update(status=RunStatus.WRITING)
    runs.work(_fresh(other, clerk), by=clerk)
    assert _fresh(other, clerk).counts["known"] == 1
    assert Person.objects.visible_to(system).count() == 1


def test_what_names_people_goes_after_three_days_and_the_counts_stay(run, clerk, system):
    ended = done(run, clerk)
    assert runs.forget_old(by=system) == 0
    later = replace(system, at=system.at + timedelta(hours=73))
    assert runs.forget_old(by=later) == 1
    left = _fresh(ended, clerk)
    assert runs.report_of(left, by=clerk) is None
    assert runs.name_of(left) == ""
    assert left.counts["persons"] == 1
    assert runs.bad_rows_of(left, by=clerk) is None


def test_a_run_nobody_went_on_with_ends_by_itself(run, clerk, system):
    assert kept() == [".upload"]
    runs.forget_old(by=replace(system, at=system.at + timedelta(hours=73)))
    assert _fresh(run, clerk).status == RunStatus.CANCELLED
    assert kept() == []


def test_an_upload_that_is_gone_fails_the_run_with_a_word(run, clerk):
    shutil.rmtree(Path(settings.FILES) / "imports")
    runs.work(_fresh(run, clerk), by=clerk)
    assert _fresh(run, clerk).status == RunStatus.FAILED
    assert runs.why_failed(_fresh(run, clerk)) == "Tệp rỗng, không có gì để đọc."
    with override("en"):
        assert (
            runs.why_failed(_fresh(run, clerk)) == "The file is empty; there is nothing to read."
        )


def test_a_reason_outlives_the_words_that_filled_it(clerk, krong_klang, system):
    without = roster(person(), columns=("full_name", "cell"))
    run = runs.start(without, organization=krong_klang, name="a.xlsx", by=clerk)
    runs.work(_fresh(run, clerk), by=clerk)
    assert "“Danh sách” thiếu cột" in runs.why_failed(_fresh(run, clerk))
    runs.forget_old(by=replace(system, at=system.at + timedelta(hours=73)))
    assert "“…” thiếu cột" in runs.why_failed(_fresh(run, clerk))


def test_refused_rows_come_back_in_the_language_of_whoever_asks_for_them(clerk, krong_klang):
    rows = roster(person(), person(full_name="Hồ Hai", born_on="29/02/2023"))
    ended = done(runs.start(rows, organization=krong_klang, name="a.xlsx", by=clerk), clerk)
    with override("en"):
        english = read(runs.bad_rows_of(ended, by=clerk))[0].rows[1][1][-1]
        assert runs.report_of(ended, by=clerk).refused[0].reason in english
    vietnamese = read(runs.bad_rows_of(ended, by=clerk))[0].rows[1][1][-1]
    assert "There is no such day" in english
    assert "Không có ngày này" in vietnamese


def test_whoever_lost_the_right_fails_the_run(run, clerk, acting, krong_klang):
    looker = acting(["people.view", "development.view"], at=krong_klang)
    runs.work(_fresh(run, clerk), by=looker)
    assert _fresh(run, clerk).status == RunStatus.FAILED


def test_a_fault_of_ours_fails_the_run_and_is_heard(run, clerk, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("ours")

    monkeypatch.setattr(runs, "import_roster", broken)
    with pytest.raises(RuntimeError):
        runs.work(_fresh(run, clerk), by=clerk)
    assert _fresh(run, clerk).status == RunStatus.FAILED
    assert kept() == []


def test_a_run_is_stopped_while_it_is_at_work(run, clerk, system, monkeypatch):
    runs.work(_fresh(run, clerk), by=clerk)
    runs.tie(run, TIES, {}, by=clerk)
    ImportRun.objects.visible_to(clerk).filter(pk=run.pk).update(status=RunStatus.READING)
    runs.cancel(run, by=clerk)
    assert _fresh(run, clerk).status == RunStatus.READING
    runs.work(_fresh(run, clerk), by=clerk)
    assert _fresh(run, clerk).status == RunStatus.CANCELLED
    assert not Person.objects.visible_to(system).exists()


def test_acts_at_another_point_are_refused(run, clerk):
    with pytest.raises(runs.NotNow):
        runs.confirm(run, by=clerk)
    with pytest.raises(runs.NotNow):
        runs.tie(run, TIES, {}, by=clerk)
    runs.cancel(run, by=clerk)
    with pytest.raises(runs.NotNow):
        runs.cancel(run, by=clerk)
    runs.work(_fresh(run, clerk), by=clerk)
    assert _fresh(run, clerk).status == RunStatus.CANCELLED


def test_ties_and_columns_are_kept_with_the_run_and_the_office(run, clerk):
    runs.work(_fresh(run, clerk), by=clerk)
    runs.tie(run, TIES, {"Lạ": "address"}, by=clerk)
    assert runs.ties_of(_fresh(run, clerk)) == list(TIES)
    assert ColumnMapping.objects.visible_to(clerk).get().column == "address"


def test_only_who_may_import_starts_a_run(acting, krong_klang, khe_xong, clerk):
    with pytest.raises(NotAllowed):
        runs.start(
            b"PK", organization=krong_klang, name="", by=acting("cell_secretary", at=khe_xong)
        )
    with pytest.raises(CannotRead):
        runs.start(b"", organization=krong_klang, name="", by=clerk)


def test_a_task_for_somebody_who_is_gone_or_blind_does_nothing(run, clerk, places):
    arguments = (cast.TODAY.isoformat(), cast.NOW.isoformat())
    runs.work_off.func(run.pk, 10**6, *arguments)
    neighbour = employ("clerk", places["mo-o"], on=cast.TODAY)
    runs.work_off.func(run.pk, neighbour.pk, *arguments)
    assert _fresh(run, clerk).status == RunStatus.WAITING


def test_an_upload_is_cut_one_byte_after_the_limit(monkeypatch, settings):
    settings.UPLOAD_LIMIT = 10
    handler = InMemory()
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "a.xlsx", "application/x", None)
    for start in range(0, 40, 8):
        assert handler.receive_data_chunk(b"x" * 8, start) is None
    taken = handler.file_complete(40)
    assert (taken.size, len(taken.read())) == (11, 11)
