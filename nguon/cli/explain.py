"""What ``nguon evaluate --explain`` prints: the whole case opened, or the answer for one step."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from nguon.rulebook import CaseFacts
from nguon.rulebook.explain.account import account
from nguon.rulebook.explain.document import account_document, answer_document
from nguon.rulebook.explain.why import every_step, why
from nguon.rulebook.law.vocabulary import Language

EVERYTHING: Final = "all"

Judge = Callable[[CaseFacts, date, Language], dict[str, Any]]


def explainer(step: str) -> Judge:
    """Give what explains one step, or everything."""

    def of_step(facts: CaseFacts, as_of: date, lang: Language) -> dict[str, Any]:
        return answer_document(why(facts, step, as_of), lang)

    def of_case(facts: CaseFacts, as_of: date, lang: Language) -> dict[str, Any]:
        return account_document(account(facts, as_of), every_step(facts, as_of), lang)

    return of_case if step == EVERYTHING else of_step
