"""What came from the old site, by its number there: so that it comes once, and is found again."""

from django.db import models

from nguon.portal.models import Article, Category, Comment


class MovedCategory(models.Model):
    """A category of the old site, by module and alias: the middle part of old addresses."""

    lang = models.CharField(max_length=2, blank=True)
    module = models.CharField(max_length=60)
    number = models.BigIntegerField()
    alias = models.CharField(max_length=255)
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lang", "module", "number"], name="a_category_once")
        ]
        indexes = [models.Index(fields=["module", "alias"], name="categories_by_old_address")]

    def __str__(self) -> str:
        return f"{self.module}/{self.alias}"


class MovedArticle(models.Model):
    """An article of the old site, by module and number: the end of old addresses."""

    lang = models.CharField(max_length=2, blank=True)
    module = models.CharField(max_length=60)
    number = models.BigIntegerField()
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lang", "module", "number"], name="an_article_once")
        ]
        indexes = [models.Index(fields=["module", "number"], name="articles_by_old_address")]

    def __str__(self) -> str:
        return f"{self.module}-{self.number}"


class MovedComment(models.Model):
    """A comment of the old site by its number there."""

    lang = models.CharField(max_length=2, blank=True)
    number = models.BigIntegerField()
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lang", "number"], name="a_moved_comment_once")
        ]

    def __str__(self) -> str:
        return f"{self.lang} {self.number}"


class MovedDocument(models.Model):
    """A document of the old register by its number there, and where it stands here."""

    lang = models.CharField(max_length=2, blank=True)
    module = models.CharField(max_length=60)
    number = models.BigIntegerField()
    ref = models.CharField(max_length=12)
    address = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lang", "module", "number"], name="a_document_once")
        ]
        indexes = [models.Index(fields=["module", "number"], name="documents_by_old_address")]

    def __str__(self) -> str:
        return f"{self.module}-{self.number}"
