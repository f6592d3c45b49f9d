from django.apps import AppConfig


class Config(AppConfig):
    name = "nguon.portal.search"
