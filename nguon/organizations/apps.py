from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created

from nguon.core.guard import guard


def install(connection: Any, **_: Any) -> None:
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


class Config(AppConfig):
    name = "nguon.organizations"

    def ready(self) -> None:
        connection_created.connect(install)
        for connection in connections.all(initialized_only=True):
            install(connection)
