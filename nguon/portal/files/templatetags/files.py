"""Pictures as a page shows them: the narrowest copy that will do, its size told beforehand."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nguon.portal.files.models import StoredFile

register = template.Library()


@register.simple_tag
def picture(
    file: StoredFile | None, sizes: str = "100vw", *, at_once: bool = False
) -> SafeString | str:
    """An ``img``; ``sizes`` says how wide it stands, ``at_once`` that it is seen first."""
    if file is None:
        return ""
    copies = ", ".join(f"{file.narrower(width)} {width}w" for width in file.widths)
    whole = f"{file.get_absolute_url()} {file.width}w"
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} decoding="async">',
        file.narrower(file.widths[0]) if file.widths else file.get_absolute_url(),
        f"{copies}, {whole}" if copies else whole,
        sizes,
        file.width,
        file.height,
        file.alt,
        "" if at_once else SafeString(' loading="lazy"'),
    )
