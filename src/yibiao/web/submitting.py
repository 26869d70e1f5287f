"""A department's file comes in, with what is said of it: read, put right, previewed, submitted; and what it looks like."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Json, model_validator
from pydantic_core import PydanticCustomError

from yibiao.flows.house import House
from yibiao.flows.registering import corrections, likeness, register
from yibiao.matching import Choice
from yibiao.model.actor import Actor
from yibiao.model.correction import Edit
from yibiao.model.form import Layout, Period, Reckoned
from yibiao.model.kinds import SubjectKind
from yibiao.model.likeness import Likeness
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS


class Decision(Noun):
    """
    A person's decision about one field: the element it means, over which links, or that it is new.

    `crosswalk` says which option of the form answers a code of the element, or that none does; codes that it does not
    name are answered as a person decided when such options were offered before, or else as rules have it.
    """

    element: str | None = None
    via: tuple[str, ...] = ()
    new: bool = False
    crosswalk: dict[str, str | None] = {}

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.new is (self.element is not None):
            raise PydanticCustomError("either_element_or_new", "either an element or a new one")
        return self

    def choice(self, actor: Actor) -> Choice:
        """Itself, as *actor* decides it."""
        return Choice(
            element=self.element,
            via=self.via,
            new=self.new,
            decided_by=actor.id,
            crosswalk=self.crosswalk,
        )


class FormEdit(Edit):
    """What a person says of one form of the file, and what its fields mean, by the ids they were read or called by."""

    decisions: dict[str, Decision] = {}

    def choices(self, actor: Actor) -> Mapping[str, Choice]:
        """The decisions, as *actor* takes them."""
        return {field: each.choice(actor) for field, each in self.decisions.items()}


class Upload(BaseModel):
    """A department's file and what it says about it; `edits`, as JSON, about each of its forms, by its place from 0."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    file: UploadFile
    department: str
    series: str | None = None
    title: str | None = None
    subject: SubjectKind | None = None
    layout: Layout | None = None
    period: Period | None = None
    mandate: str | None = None
    scope: str | None = None
    first_round: date | None = None
    expires: date | None = None
    reckoned: Reckoned | None = None
    edits: Json[dict[int, FormEdit]] | None = None

    def said(self) -> dict[str, Any]:
        """What is said beside the file and its department."""
        return self.model_dump(exclude={"file", "department", "edits"}, exclude_none=True)


class UploadedFile(BaseModel):
    """A department's file."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    file: UploadFile
    department: str


class SubmittingRoutes(Controller):
    """`/forms`, from a file on."""

    path = "/forms"
    tags = ("forms",)

    @post("/preview", responses=REFUSALS, status_code=HTTP_200_OK, summary="预览 Preview a form")
    async def preview(
        self,
        data: MultipartBody[Upload],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[dict[str, Any]]:
        """What `submit` would keep: the form as read, findings, matches with evidence, and the burden it would add."""
        return await _submitted(data, house, actor, commit=False)

    @post(responses=REFUSALS, summary="提交表单 Submit a form")
    async def submit(
        self,
        data: MultipartBody[Upload],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[dict[str, Any]]:
        """The forms of the file, registered; the doubtful fields wait for a decision."""
        return await _submitted(data, house, actor, commit=True)

    @post(
        "/likeness",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        summary="文件样貌 What a file looks like",
    )
    async def likeness(
        self,
        data: MultipartBody[UploadedFile],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Likeness:
        """The cells of a file, under the places by which the fields of a preview name them; nothing is kept."""
        content, name = await data.file.read(), data.file.filename

        def seen() -> Likeness:
            return likeness.of_file(house, content, name, data.department, actor)

        return await asyncio.to_thread(seen)

    @get(
        "/{form_id:str}/likeness",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="原件样貌 What the original looks like",
    )
    def likeness_of(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Likeness:
        """The cells of the file in which the department sent the form."""
        return likeness.of_form(house, form_id, actor)


async def _submitted(
    upload: Upload, house: NamedDependency[House], actor: NamedDependency[Actor], *, commit: bool
) -> list[dict[str, Any]]:
    content = await upload.file.read()
    edits = upload.edits or {}

    def submitted() -> list[dict[str, Any]]:
        readings = register.read(
            house, content, upload.file.filename, upload.department, actor, **upload.said()
        )
        meant = {each.reading.form.id: each for each in corrections.meant(readings, edits)}
        decided = {
            id_: each.decided(edits[each.number].choices(actor))
            for id_, each in meant.items()
            if each.number in edits
        }
        submissions = register.submit_all(
            house,
            [each.reading for each in meant.values()],
            actor,
            decided=decided,
            commit=commit,
        )
        return [_shown(each, meant[each.form.id]) for each in submissions]

    # Reading and matching take their time: nobody else is to wait for them.
    return await asyncio.to_thread(submitted)


def _shown(submission: register.Submission, meant: corrections.Meant) -> dict[str, Any]:
    """What was submitted, as it was read where that is something else, and which field became which."""
    read = {} if meant.read == meant.reading.form else {"read": meant.read.schema_document()}
    return {**submission.document(), "number": meant.number, "ids": dict(meant.ids), **read}
