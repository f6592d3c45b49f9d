"""How often something may be tried in a while, counted in the database by all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from nguon.core.crypto import blind_index
from nguon.core.models import Attempt

SLICE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` in any stretch of ``within``; ``name`` keeps limits apart."""

    name: str
    times: int
    within: timedelta = timedelta(minutes=15)

    @transaction.atomic
    def spend(self, *who: object, at: datetime) -> bool:
        """Count one attempt; say whether it was within the limit. A refused one is not counted."""
        key, now = self._key(who), _slice(at)
        Attempt.objects.filter(slice__lt=_slice(at - timedelta(days=1))).delete()
        Attempt.objects.bulk_create([Attempt(key=key, slice=now)], ignore_conflicts=True)
        Attempt.objects.filter(key=key, slice=now).update(count=F("count") + 1)
        recent = Attempt.objects.filter(key=key, slice__gte=_slice(at - self.within))
        if recent.aggregate(all=Sum("count"))["all"] <= self.times:
            return True
        self.give_back(*who, at=at)
        return False

    def give_back(self, *who: object, at: datetime) -> None:
        """Take back one attempt: it was no guess."""
        mine = Attempt.objects.filter(key=self._key(who), slice=_slice(at), count__gt=0)
        mine.update(count=F("count") - 1)

    def _key(self, who: tuple[object, ...]) -> str:
        return blind_index("\0".join(map(str, (self.name, *who))), "throttle")


def _slice(at: datetime) -> int:
    return int(at.timestamp() // SLICE.total_seconds())
