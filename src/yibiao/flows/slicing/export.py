"""Export: a slice as a file of any of the formats, whole or what is wanted of it, however many rows there are."""

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.slicing import hand_out, slices
from yibiao.flows.slicing.slices import Looks, Wish
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.flows.slicing.written import SHAPES, Exported, Format, Requested, in_stretches, written
from yibiao.model.actor import Actor
from yibiao.model.where import OfForm


def requested(house: House, form: str, actor: Actor, wish: Wish, format_: Format) -> Requested:
    """
    What is going to be answered, for whoever wants to know first whether they have that already (`Asked.tag`).

    Raises:
        NotFound, NotAdmitted, Invalid: As `slices.asked`.
    """
    spread = in_stretches(house.registry.registration(form).form, wish, format_)
    looks = Looks(
        shape=SHAPES[format_],
        technical=format_ == "json" or spread,
        named=True,
        titled=format_ in ("ndjson", "parquet", "arrow"),
        paged=format_ == "json",
    )
    return Requested(slices.asked(house, form, actor, wish, looks), format_)


def export(house: House, form: str, actor: Actor, wish: Wish, format_: Format) -> Exported:
    """
    A slice in a format.

    Raises:
        NotFound, NotAdmitted, Invalid: As `slices.asked`.
        PictureBehind: The picture lacks too much to wait for.
        NoRoom: The disk is full.
        Left: Whoever asked has left.
    """
    return answered(house, requested(house, form, actor, wish, format_), actor)


def answered(house: House, asking: Requested, actor: Actor) -> Exported:
    """
    What was asked, in its format; it goes out once it is on disk that *actor* is given it.

    Raises:
        NotAllowed, PictureBehind, NoRoom, Left: As `export`.
    """
    form = asking.asked.form
    place = OfForm(form.id, form.department)
    access.require(actor, "slice.read", place, house.today)
    own = None
    if asking.format == "xlsx" and not asking.asked.wanted.groups:
        own = hand_out.table(house, form.id, actor)
    made = written(house, asking, watermark_of(house, actor), own)
    exported = asking.format != "json"
    house.noted(actor, "slice", form.id, made.completeness["rows"], exported=exported)
    return made
