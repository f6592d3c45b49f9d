"""A process that is killed between the letter and its mark: nobody sends the letter again."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from nguon.notices import post
from nguon.notices.models import Letter
from nguon.supervision import operations as supervision
from tests.notices.conftest import MONDAY, acting_as, subscribed
from tests.notices.test_letters import morning, round_at

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import os, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from tests import cast
from nguon.notices import operations, post
box = post.Server(sys.argv[2])
operations.send_letters(box, weekday=0, by=cast.system())
"""


def test_a_process_killed_after_the_letter_left_it_sends_no_second(
    hired, krong_klang, khe_xong, mailbox
):
    user = hired("clerk", at=krong_klang)
    subscribed(user)
    by = acting_as(user)
    supervision.raise_obstacle(khe_xong, cause="A1", owner=user, due_on=MONDAY, by=by)

    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER, f"{connection.settings_dict['NAME']}",
         mailbox.url],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "nguon.settings"}, cwd=settings.ROOT,
    )  # fmt: skip
    mailbox.kill = worker.pid
    assert worker.wait(60) == -signal.SIGKILL

    mailbox.kill = 0
    again = [round_at(morning(days=each), post.Server(mailbox.url)) for each in (0, 1, 6)]
    assert again == [0, 0, 0]
    assert len(mailbox.taken) == 1
    assert Letter.objects.get().state == Letter.State.TAKEN
