"""Registers that somebody holds, loaded into a unit's records."""

import asyncio
from typing import Any, Self

from litestar import Controller, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, MultipartBody
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Json, model_validator
from pydantic_core import PydanticCustomError

from yibiao.flows.holding import hold
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.web.problems import REFUSALS


class Register(BaseModel):
    """
    A register and what a person has decided of it, both as JSON.

    Attributes:
        columns: By label or cell the element that a column means; an empty text leaves it out.
        subjects: By place whom a row is about, or `new`.
        department: Who holds it: loaded in its name is only what its own forms ask, or what it leads.
        as_lead: The same, and what it says of elements that it leads counts as confirmed.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    file: UploadFile
    kind: SubjectKind | None = None
    columns: Json[dict[str, str]] | None = None
    subjects: Json[dict[str, str]] | None = None
    department: str | None = None
    as_lead: str | None = None

    @model_validator(mode="after")
    def _one_department(self) -> Self:
        if self.as_lead and self.department and self.as_lead != self.department:
            raise PydanticCustomError("one_department", "one department")
        return self


class RegisterRoutes(Controller):
    """`/units/{code}/registers`"""

    tags = ("imports",)

    @post(
        "/units/{code:str}/registers",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        summary="载入已有台账 Load a register that somebody holds",
    )
    async def load(
        self,
        code: FromPath[str],
        data: MultipartBody[Register],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        preview: FromQuery[bool] = False,  # noqa: FBT002 – a question in the address
    ) -> dict[str, Any]:
        """
        What each column means, and of each row: opened, loaded, unchanged, conflict, undecided or blocked.

        With `preview` nothing is kept, and it is also shown how each sheet was read, what its columns may mean and why,
        and its first rows, covered as the grants at the unit have it. Loading a file again is harmless.
        """
        file = SentFile(data.file.filename, await data.file.read())

        def loaded() -> dict[str, Any]:
            return hold.hold(
                house, code, file, actor, kind=data.kind, columns=data.columns, subjects=data.subjects,
                department=data.as_lead or data.department, as_lead=data.as_lead is not None, commit=not preview,
            )  # fmt: skip

        # Reading and comparing take their time: nobody else is to wait for them.
        return await asyncio.to_thread(loaded)
