"""Webhooks: where departments' systems hear of changes."""

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.following import webhooks as flow
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.text import Noun
from yibiao.model.webhook import Following, Webhook
from yibiao.web.problems import REFUSALS


class Registered(Noun):
    """A webhook and the secret that signs its messages: told now and never again."""

    webhook: Webhook
    secret: str


class WebhookRoutes(Controller):
    """`/webhooks`"""

    tags = ("webhooks",)

    @post(
        "/webhooks", responses=REFUSALS, sync_to_thread=True, summary="登记推送 Register a webhook"
    )
    def register(
        self,
        data: JSONBody[Following],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Registered:
        """
        Messages are signed as Standard Webhooks are, sent in order, and again until they are taken.

        Each tells how many rows of the slice were added, changed or left, and with `rows` which, as you see them.
        """
        webhook, secret = flow.register(house, data, actor)
        return Registered(webhook=webhook, secret=secret)

    @get("/webhooks", responses=REFUSALS, sync_to_thread=True, summary="推送清单 Webhooks")
    def webhooks(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        department: FromQuery[str | None] = None,
    ) -> list[Webhook]:
        """Those of the caller's departments: up to where each was told, and whether it fails or was disabled."""
        return list(flow.webhooks(house, actor, department=department))

    @post(
        "/webhooks/{id_:str}/enabling",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="恢复推送 Enable a webhook again",
    )
    def enable(
        self, id_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Webhook:
        """It goes on from where it stood."""
        return flow.enable(house, id_, actor)

    @delete("/webhooks/{id_:str}", responses=REFUSALS, sync_to_thread=True, summary="取消推送 Remove a webhook")  # fmt: skip
    def remove(
        self, id_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> None:
        """It and its secret are forgotten."""
        flow.remove(house, id_, actor)
