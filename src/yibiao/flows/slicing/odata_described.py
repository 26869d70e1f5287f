"""Slices as OData describes them: entity sets, their columns and types, and what may be asked of them."""

from collections.abc import Iterable, Mapping
from typing import Final

from odatapy.edm import csdl
from odatapy.edm.annotations import Collection, PropertyValue, Record, to_expression
from odatapy.edm.model import Edm

from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind
from yibiao.slicing import odata
from yibiao.slicing.columns import Column

NAMESPACE: Final = "Yibiao"
CONTAINER: Final = "Slices"
_TYPES: Final[Mapping[Type, str]] = {
    Type.NUMBER: "Edm.Double", Type.DATE: "Edm.Date", Type.BOOLEAN: "Edm.Boolean",
}  # fmt: skip


#: What clients look at before they have rows counted together here and not by themselves, or ask at length.
_ANNOTATIONS: Final = (
    csdl.CsdlAnnotation(
        "Org.OData.Aggregation.V1.ApplySupported",
        Record(
            property_values=[
                PropertyValue(
                    "Transformations",
                    Collection([*map(to_expression, ("filter", "groupby", "aggregate"))]),
                ),
                PropertyValue("PropertyRestrictions", to_expression(value=False)),
            ]
        ),
    ),
    csdl.CsdlAnnotation("Org.OData.Capabilities.V1.BatchSupported", value=True),
    csdl.CsdlAnnotation("Org.OData.Capabilities.V1.QuerySegmentSupported", value=True),
)


def edm(sets: Mapping[str, Iterable[tuple[str, Column]]]) -> Edm:
    """The description of entity sets, each with its columns by what they are called."""
    types = [
        csdl.CsdlEntityType(
            name=f"{name}_row",
            key=[csdl.CsdlPropertyRef(key_of(columns := list(some)))],
            properties=[_property(label, column) for label, column in columns],
        )
        for name, some in sets.items()
    ]
    schema = csdl.CsdlSchema(
        namespace=NAMESPACE,
        entity_types=types,
        entity_container=csdl.CsdlEntityContainer(
            name=CONTAINER,
            entity_sets=[csdl.CsdlEntitySet(name, f"{NAMESPACE}.{name}_row") for name in sets],
            annotations=[*_ANNOTATIONS],
        ),
    )
    return Edm.from_provider(_Provider(schema))


class _Provider(csdl.CsdlAbstractEdmProvider):
    def __init__(self, schema: csdl.CsdlSchema) -> None:
        self._schemas = [schema]

    def get_schemas(self) -> list[csdl.CsdlSchema]:
        return self._schemas


def key_of(columns: Iterable[tuple[str, Column]]) -> str:
    """What the column is called that tells one row from all others."""
    subject = odata.KEYS[1].id
    return next(label for label, column in columns if column.id == subject)


def _property(label: str, column: Column) -> csdl.CsdlProperty:
    technical = column in odata.KEYS
    type_ = _TYPES.get(column.type, "Edm.String")
    if column.type is Type.NUMBER and column.kind is ValueKind.INTEGER:
        type_ = "Edm.Int64"
    if column.type is Type.NUMBER and column.kind is ValueKind.MONEY:
        return csdl.CsdlProperty(label, "Edm.Decimal", scale="variable")
    if column.type is Type.TEXT and column.kind is ValueKind.DATETIME:
        type_ = "Edm.DateTimeOffset"
    if column.type is Type.LIST:
        return csdl.CsdlProperty(label, "Edm.String", nullable=False, collection=True)
    return csdl.CsdlProperty(label, type_, nullable=not technical)
