/** A chart, drawn on a canvas: no styles in its markup, so the page's policy lets it be. The table beside it says the same. */
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([BarChart, LineChart, PieChart, AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export type ChartKind = "bar" | "line" | "pie";

interface Drawn {
  words: string[];
  value: number | string | null | undefined;
}

interface Given {
  kind: ChartKind;
  label: string;
  figure: string;
  groups: Drawn[];
  /** Whether the first thing that groups are by has an order of its own, as days have. */
  inOrder: boolean;
}

/** Told apart by those who see no red or green, too. */
const COLOURS = ["#0b6259", "#d98a1f", "#3d6fb6", "#a24b7a", "#6a8f3c", "#7a5ea8", "#c25b44", "#4f8fa3"];
/** Slices of a pie and series of a chart that can be told apart; what is beyond them is one. */
const APART = 8;
/** Bars in sight at once. */
const BARS = 30;
const TEXT = { color: "#45545c", fontFamily: "inherit" };

export default function Chart({ kind, label, figure, groups, inOrder }: Given) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const family = getComputedStyle(place.current!).fontFamily;
    const chart = init(place.current!, null, { renderer: "canvas" });
    chart.setOption({ ...optionOf(kind, figure, groups, inOrder), textStyle: { ...TEXT, fontFamily: family } });
    const sizes = new ResizeObserver(() => chart.resize());
    sizes.observe(place.current!);
    return () => {
      sizes.disconnect();
      chart.dispose();
    };
  }, [kind, figure, groups, inOrder]);
  return <div ref={place} className="slice-canvas" role="img" aria-label={label} />;
}

function optionOf(kind: ChartKind, figure: string, groups: Drawn[], inOrder: boolean): EChartsCoreOption {
  const common = { animation: false, color: COLOURS, tooltip: { renderMode: "richText", trigger: kind === "pie" ? "item" : "axis", axisPointer: { type: "shadow" } } };
  if (kind === "pie") {
    const shown = groups.map((each) => ({ name: each.words.join(" · "), value: Number(each.value ?? 0) }));
    const rest = shown.slice(APART - 1);
    const parts = shown.length > APART ? [...shown.slice(0, APART - 1), { name: `… ${rest.length}`, value: rest.reduce((sum, each) => sum + each.value, 0) }] : shown;
    return {
      ...common,
      legend: { type: "scroll", bottom: 0, textStyle: TEXT },
      series: [{ type: "pie", name: figure, radius: ["42%", "68%"], center: ["50%", "46%"], data: parts, label: { formatter: "{b} {d}%", color: TEXT.color }, itemStyle: { borderColor: "#fff", borderWidth: 2 } }],
    };
  }
  const categories = [...new Set(groups.map((each) => each.words[0]!))];
  const several = (groups[0]?.words.length ?? 1) > 1;
  const names = several ? [...new Set(groups.map(second))] : [figure];
  const series = names.slice(0, APART).map((name) => ({
    name,
    type: kind,
    stack: several && kind === "bar" ? "all" : undefined,
    barMaxWidth: 44,
    symbolSize: 7,
    lineStyle: { width: 2.5 },
    itemStyle: kind === "bar" && !several ? { borderRadius: [3, 3, 0, 0] } : {},
    label: { show: !several && kind === "bar" && categories.length <= 12, position: "top", color: TEXT.color },
    data: categories.map((category) => {
      const own = groups.filter((each) => each.words[0] === category && (!several || second(each) === name));
      return own.length ? own.reduce((sum, each) => sum + Number(each.value ?? 0), 0) : null;
    }),
  }));
  const many = categories.length > BARS;
  return {
    ...common,
    grid: { left: 8, right: 16, top: several ? 40 : 28, bottom: many ? 44 : 8, containLabel: true },
    legend: several ? { type: "scroll", top: 0, textStyle: TEXT } : undefined,
    xAxis: { type: "category", data: categories, axisLabel: { ...TEXT, hideOverlap: true, interval: categories.length <= 12 ? 0 : "auto", rotate: categories.length > 6 ? 30 : 0, width: 96, overflow: "truncate" }, axisLine: { lineStyle: { color: "#c4cfcd" } }, axisTick: { show: false }, boundaryGap: kind === "bar" },
    yAxis: { type: "value", axisLabel: TEXT, splitLine: { lineStyle: { color: "#e9eeed" } } },
    dataZoom: many ? [{ type: "slider", height: 18, bottom: 8, startValue: inOrder ? Math.max(0, categories.length - BARS) : 0, endValue: inOrder ? categories.length - 1 : BARS - 1, brushSelect: false }] : undefined,
    series,
  };
}

const second = (each: Drawn): string => each.words.slice(1).join(" · ");
