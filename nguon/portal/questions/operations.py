"""What becomes of a question: asked, given to a department, answered or refused, published.

Citizens act without an account, by the receipt code; what staff decide leaves a line in the trail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.crypto import blind_index, seal_at_rest, unseal_at_rest
from nguon.core.text import fold, tidy
from nguon.portal.operations import NotPossible, TooMuch, visible
from nguon.portal.questions import parameters
from nguon.portal.questions.codes import index_of, new_code
from nguon.portal.questions.models import OPEN, Question, State
from nguon.portal.roles import ANSWER, PUBLISH, SITE
from nguon.portal.search import operations as search
from nguon.portal.slugs import free_slug

HOUR = timedelta(hours=1)
ADDRESSES_KEPT = timedelta(days=7)
TURN = 0x71756573  # the number of a lock that all processes of the site share
AN_HOUR_FROM_ONE_ADDRESS = 3
AN_HOUR = 60
PAGES = ("gui", "tra-cuu")  # addresses beside those of answers
SEALED_AS = "questions.contact"
PERSONAL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w"
    r"|(?<!\d)(?:\+84|0)(?:[ .-]?\d){8,10}(?!\d)|(?<!\d)\d{12}(?!\d)"
)


class AlreadySent(NotPossible):
    """The same form came before; its code was shown then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a citizen sends. ``form`` tells one sent page from another."""

    title: str
    text: str
    name: str
    contact: str = ""
    may_publish: bool = False
    may_name: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What everybody is to read of a question."""

    title: str
    text: str
    answer: str
    named: bool = False


@transaction.atomic
def ask(asked: Asked, *, sent_from: str, today: date, at: datetime) -> tuple[Question, str]:
    """Keep a question for those who answer; return it with its receipt code.

    Reading: the code is handed out here and never again.
    Raises:  AlreadySent, TooMuch, NotPossible.
    """
    _take_turns()
    same = blind_index(f"{asked.form}\0{sent_from}\0{asked.text}", "question form")
    if Question.objects.filter(same=same).exists():
        raise AlreadySent(
            _("Câu hỏi này đã được nhận; mã tra cứu chỉ hiện một lần, ở lần gửi đầu.")
        )
    _check_limits(sent_from, at - HOUR)
    title, name = tidy(visible(asked.title)), tidy(visible(asked.name))
    text = visible(asked.text).strip()
    if not title or not name or not text:
        raise NotPossible(_("Cần tên hoặc bút danh, việc cần hỏi và nội dung câu hỏi."))
    code, contact = new_code(), tidy(asked.contact)
    question = Question.objects.create(
        code=index_of(code),
        same=same,
        title=title,
        text=text,
        name=name,
        contact=seal_at_rest(contact.encode(), SEALED_AS) if contact else b"",
        contact_until=today + parameters.CONTACT_KEPT_AT_MOST if contact else None,
        may_publish=asked.may_publish,
        may_name=asked.may_publish and asked.may_name,
        received_at=at,
        due_on=parameters.due_on(today),
        sent_from=sent_from,
    )
    return question, code


@transaction.atomic
def withdraw_consent(code: str) -> Question:
    """Take back, as the asker, that the question may be published; it goes from the site at once.

    Raises: Question.DoesNotExist.
    """
    question = Question.objects.select_for_update(of=("self",)).get(code=index_of(code))
    _take_down(question)
    question.may_publish = question.may_name = False
    question.contact, question.contact_until = b"", None
    question.save()
    return question


@transaction.atomic
def assign(question: Question, department: str, *, by: Actor) -> Question:
    """Give a question to the department that answers it.

    Raises: NotAllowed, NotPossible.
    """
    question = _opened(question, by)
    if not tidy(department):
        raise NotPossible(_("Cần bộ phận trả lời."))
    question.department, question.state = tidy(department), State.ASSIGNED
    question.save(update_fields=["department", "state"])
    audit.record("portal.question_assign", question, by=by)
    return question


@transaction.atomic
def answer(question: Question, text: str, *, department: str, by: Actor) -> Question:
    """Answer a question; the asker reads it by the code, nobody else yet.

    Raises: NotAllowed, NotPossible.
    """
    question = _opened(question, by)
    text, department = visible(text).strip(), tidy(department) or question.department
    if not text or not department:
        raise NotPossible(_("Cần nội dung trả lời và bộ phận trả lời."))
    question.answer, question.department = text, department
    _close(question, State.ANSWERED, by)
    audit.record("portal.question_answer", question, by=by)
    return question


@transaction.atomic
def refuse(question: Question, reason: str, *, by: Actor) -> Question:
    """Close a question without an answer; the asker reads why.

    Raises: NotAllowed, NotPossible.
    """
    question = _opened(question, by)
    if not tidy(reason):
        raise NotPossible(_("Cần lý do, để người hỏi biết."))
    question.reason = tidy(reason)
    _close(question, State.REFUSED, by)
    audit.record("portal.question_refuse", question, by=by)
    return question


@transaction.atomic
def publish(question: Question, told: Published, *, by: Actor) -> Question:
    """Let everybody read a question and its answer, or read them in other words than before.

    Reading: only with the asker's consent, and named only with a second one; what looks like a
             number or an address of a person has to be taken out of the question first.
    Raises:  NotAllowed, NotPossible.
    """
    question = _locked(question)
    by.require(PUBLISH, at=SITE)
    told = Published(
        tidy(told.title), visible(told.text).strip(), visible(told.answer).strip(), told.named
    )
    _check_publication(question, told)
    question.public_title, question.public_text = told.title, told.text
    question.public_answer = told.answer
    question.public_name = question.name if told.named else ""
    question.slug = question.slug or free_slug(
        told.title, Question.objects.all(), otherwise="hoi-dap", reserved=PAGES
    )
    question.published_at, question.state = question.published_at or by.at, State.PUBLISHED
    question.found_by = fold(f"{told.title} {told.text} {told.answer}")
    question.save()
    audit.record("portal.question_publish", question, by=by, named=told.named)
    _tell(question)
    return question


@transaction.atomic
def take_down(question: Question, *, by: Actor) -> Question:
    """Take a published question from the site; the asker still reads the answer by the code.

    Raises: NotAllowed.
    """
    question = _locked(question)
    by.require(PUBLISH, at=SITE)
    _take_down(question)
    question.save()
    audit.record("portal.question_take_down", question, by=by)
    return question


@transaction.atomic
def read_contact(question: Question, *, by: Actor) -> str:
    """Return how the asker may be reached; reading it is on record.

    Raises: NotAllowed, NotPossible if nothing was left or it is forgotten.
    """
    by.require(ANSWER, at=SITE)
    question = _locked(question)
    if not question.contact:
        raise NotPossible(_("Người hỏi không để lại cách liên hệ, hoặc đã đến hạn xoá."))
    audit.record("portal.question_contact", question, by=by)
    return unseal_at_rest(bytes(question.contact), SEALED_AS).decode()


def forget(*, today: date, at: datetime) -> int:
    """Forget what is due: contacts, addresses, questions closed long ago; how many rows that were.

    Reading: of a question past its time only that there was one is kept, never who asked what.
    """
    everything = Question.objects.all()
    contacts = everything.filter(contact_until__lt=today)
    sent = everything.filter(received_at__lt=at - ADDRESSES_KEPT).exclude(sent_from="")
    old = everything.filter(closed_at__lt=at - parameters.QUESTION_KEPT)
    private = old.exclude(state=State.PUBLISHED).exclude(name="")
    return (
        sent.update(sent_from="")
        + contacts.update(contact=b"", contact_until=None)
        + private.update(
            title="", text="", name="", answer="", reason="", contact=b"", contact_until=None
        )
        + old.filter(state=State.PUBLISHED).exclude(text="").update(title="", text="", answer="")
    )


def traces(text: str) -> list[str]:
    """What in ``text`` looks like a telephone number, an e-mail address or a citizen's number."""
    return [found[0] for found in PERSONAL.finditer(text)]


def _check_limits(sent_from: str, since: datetime) -> None:
    lately = Question.objects.filter(received_at__gt=since)
    if lately.filter(sent_from=sent_from).count() >= AN_HOUR_FROM_ONE_ADDRESS:
        raise TooMuch(_("Mỗi giờ chỉ nhận ba câu hỏi từ một nơi. Xin gửi lại sau."))
    if lately.count() >= AN_HOUR:
        raise TooMuch(_("Đang có quá nhiều câu hỏi gửi tới. Xin gửi lại sau một giờ."))


def _check_publication(question: Question, told: Published) -> None:
    if question.state not in (State.ANSWERED, State.PUBLISHED):
        raise NotPossible(_("Chỉ đăng câu hỏi đã được trả lời."))
    if not question.may_publish:
        raise NotPossible(_("Người hỏi không đồng ý đăng công khai."))
    if told.named and not question.may_name:
        raise NotPossible(_("Người hỏi không đồng ý nêu tên."))
    if not (told.title and told.text and told.answer):
        raise NotPossible(_("Cần tiêu đề, câu hỏi và câu trả lời."))
    if found := traces(f"{told.title}\n{told.text}"):
        raise NotPossible(
            _("Câu hỏi còn thông tin cá nhân, hãy bỏ ra trước khi đăng: %s") % ", ".join(found)
        )


def _opened(question: Question, by: Actor) -> Question:
    question = _locked(question)
    by.require(ANSWER, at=SITE)
    if question.state not in OPEN:
        raise NotPossible(_("Câu hỏi này đã được trả lời hoặc đã đóng."))
    return question


def _close(question: Question, state: State, by: Actor) -> None:
    question.state, question.closed_at, question.closed_by_id = state, by.at, by.user_id or None
    if question.contact_until:
        question.contact_until = min(question.contact_until, by.today + parameters.CONTACT_KEPT)
    question.save()


def _take_down(question: Question) -> None:
    if question.state != State.PUBLISHED:
        return
    question.state, question.published_at = State.ANSWERED, None
    question.public_title = question.public_text = question.public_answer = ""
    question.public_name = question.found_by = ""
    search.drop("answer", question.ref)


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).get(pk=question.pk)


def find_again() -> Iterator[int]:
    """Let search know anew of every answer that is out; how many so far."""
    rows = Question.objects.filter(state=State.PUBLISHED, published_at__isnull=False)
    return search.again("answer", rows, _tell, key=lambda question: question.ref)


def _tell(question: Question) -> None:
    assert question.published_at is not None  # noqa: S101 - for the type checker
    search.put(
        "answer",
        question.ref,
        title=question.public_title,
        text=f"{question.public_text} {question.public_answer}",
        address=question.get_absolute_url(),
        day=question.published_at.date(),
        shown_from=question.published_at,
    )


def _take_turns() -> None:
    """Askers pass one at a time, so that limits hold also when many arrive at once.

    SQLite's immediate transactions do that by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
