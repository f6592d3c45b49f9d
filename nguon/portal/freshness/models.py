"""The number of the site's public content."""

from django.db import models


class Version(models.Model):
    """The one row whose number grows with every change of something public."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
