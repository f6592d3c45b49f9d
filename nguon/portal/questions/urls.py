"""Addresses of questions and answers."""

from django.urls import path, register_converter

from nguon.portal.questions import desk, views

DESK = "ban-bien-tap/hoi-dap/"


class Deed:
    """What staff do about a question, in the words of the address."""

    words = {
        "giao": "assign",
        "tra-loi": "answer",
        "tu-choi": "refuse",
        "dang": "publish",
        "go": "take-down",
    }
    regex = "|".join(words)

    def to_python(self, value: str) -> str:
        return self.words[value]

    def to_url(self, value: str) -> str:
        return next(word for word, deed in self.words.items() if deed == value)


register_converter(Deed, "deed")

urlpatterns = [
    path("hoi-dap/", views.answers, name="answers"),
    path("hoi-dap/gui/", views.ask, name="ask"),
    path("hoi-dap/tra-cuu/", views.status, name="question_status"),
    path("hoi-dap/<slug:slug>/", views.answer, name="answer"),
    path(DESK, desk.queue, name="desk_questions"),
    path(f"{DESK}<str:ref>/", desk.question, name="desk_question"),
    path(f"{DESK}<str:ref>/lien-he/", desk.contact, name="desk_question_contact"),
    path(f"{DESK}<str:ref>/<deed:deed>/", desk.act, name="desk_question_act"),
]
