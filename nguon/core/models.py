"""The audit trail. Its lines are only ever added; the database refuses anything else."""

from django.db import models


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
        indexes = [models.Index(fields=["subject", "at"], name="audit_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.action} {self.subject}"
