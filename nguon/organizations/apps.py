from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from nguon.core import policies
from nguon.core.guard import guard


def install(connection: Any, **_: Any) -> None:
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def put_up_the_wall(**_: Any) -> None:
    policies.put_up()


class Config(AppConfig):
    name = "nguon.organizations"

    def ready(self) -> None:
        connection_created.connect(install)
        post_migrate.connect(put_up_the_wall, sender=self)
        for connection in connections.all(initialized_only=True):
            install(connection)
