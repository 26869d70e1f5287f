"""Who is calling: a bearer token → an actor."""

import hmac
from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from yibiao.errors import NotSignedIn
from yibiao.model.actor import Actor

ADMINISTRATOR = Actor.administrator("user:administrator")


class BearerToken(AbstractAuthenticationMiddleware):
    """Lets in whoever carries the administrator's token, which the app was started with."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        """
        The administrator, if the token is right.

        Raises:
            NotSignedIn: There is no token, or it is not known.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        expected = str(connection.app.state.token)
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
            raise NotSignedIn
        return AuthenticationResult(user=ADMINISTRATOR, auth=None)
