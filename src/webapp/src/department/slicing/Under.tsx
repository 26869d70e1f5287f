/** A unit with everything below it. */
import { TreeSelect } from "antd";
import { useMemo } from "react";
import type { Schemas } from "../../api/client";
import { useUnits } from "../../office/known";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";

interface Node {
  value: string;
  title: string;
  children: Node[];
}

export function Under({ unit, choose }: { unit: string | null; choose: (unit: string | null) => void }) {
  const t = useWords(SLICING);
  const { data: units = [] } = useUnits();
  const tree = useMemo(() => treeOf(units), [units]);
  return (
    <TreeSelect
      className="slice-unit"
      aria-label={t("unit")}
      placeholder={t("allUnits")}
      value={unit}
      onChange={(chosen) => choose((chosen as string | undefined) ?? null)}
      treeData={tree}
      allowClear
      showSearch={{ treeNodeFilterProp: "title" }}
      treeDefaultExpandAll={units.length < 60}
      popupMatchSelectWidth={false}
    />
  );
}

function treeOf(units: Schemas["Unit"][]): Node[] {
  const nodes = new Map(units.map((each): [string, Node] => [each.code, { value: each.code, title: each.name, children: [] }]));
  const roots: Node[] = [];
  for (const each of units) {
    const above = each.parent ? nodes.get(each.parent) : undefined;
    (above ? above.children : roots).push(nodes.get(each.code)!);
  }
  return roots;
}
