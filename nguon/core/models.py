"""What both sites keep about themselves: the audit trail, what they are for, and attempts.

Lines of the trail and the installation are only ever added; the database refuses anything else.
"""

from django.db import models

READING = "people.vault.read"  # what is sealed about somebody was opened
SHUT_OUT = "accounts.shut_out"  # somebody guessed at an account


class AuditHead(models.Model):
    """The end of one chain: how many lines it has and the hash of the last.

    There is a chain for every organisation and one, numbered 0, for what belongs to none, so
    that two cells never wait for each other.
    """

    chain = models.BigIntegerField(primary_key=True)
    length = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain}: {self.length}"


class AuditEntry(models.Model):
    """One thing somebody did or saw. Holds ids and codes, never a name or a sensitive value."""

    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once_a_chain")
        ]
        indexes = [
            models.Index(  # an act is found in its chain; who looked, by whom it is about
                fields=["subject"], condition=models.Q(action=READING), name="audit_of_readings"
            ),
            models.Index(fields=["at"], name="audit_by_instant"),  # what the last hour shows
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.action} {self.subject}"


class InstallationKind(models.TextChoices):
    DEMONSTRATION = "demonstration"
    OFFICE = "office"


class Installation(models.Model):
    """What this database is for, said once and never changed: invented data or a real office.

    One row. Without it nobody has decided yet; see ``installation``.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=14, choices=InstallationKind)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.kind


class Attempt(models.Model):
    """How often something was tried in one slice of time; ``http.throttle`` adds them up.

    ``key`` is a keyed hash, so that the table tells neither names nor addresses.
    """

    key = models.CharField(max_length=64)
    slice = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "slice"], name="one_count_a_slice")]

    def __str__(self) -> str:
        return f"{self.slice}: {self.count}"
