"""The WSGI entry of whichever site ``NGUON_SITE`` names."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguon.settings")
application = get_wsgi_application()
