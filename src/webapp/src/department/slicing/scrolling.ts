/**
 * Which rows and columns are in sight, of however many there are.
 *
 * Browsers draw nothing that is higher than some 16 million pixels, so a longer table is scrolled faster than it is high.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useState } from "react";

export const ROW = 36;
export const HEAD = 46;
const HIGHEST = 12_000_000;
/** Rows that are drawn beside those in sight. */
const BESIDE = 6;

interface Place {
  top: number;
  left: number;
  height: number;
  width: number;
}

interface Sight {
  from: number;
  to: number;
  /** Where row `at` stands within what is scrolled. */
  topOf: (at: number) => number;
  /** Columns in sight, by their numbers. */
  across: [number, number];
  /** Pixels of everything that is scrolled. */
  high: number;
  /** Where each column begins, and behind the last one where they end. */
  begins: number[];
  reveal: (row: number, column: number) => void;
}

export function useSight(box: RefObject<HTMLDivElement | null>, total: number, widths: number[], before: number): Sight {
  const [place, setPlace] = useState<Place>({ top: 0, left: 0, height: 600, width: 1200 });
  const look = useCallback(() => {
    const { scrollTop: top, scrollLeft: left, clientHeight: height, clientWidth: width } = box.current!;
    setPlace((known) => (known.top === top && known.left === left && known.height === height && known.width === width ? known : { top, left, height, width }));
  }, [box]);
  useLayoutEffect(() => {
    const watched = box.current!;
    look();
    watched.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(watched);
    return () => {
      watched.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [box, look]);

  const whole = total * ROW;
  const high = Math.min(whole, HIGHEST);
  const room = Math.max(place.height - HEAD, ROW);
  // Pixels of the table that a pixel of the bar stands for.
  const times = whole > high ? (whole - room) / Math.max(1, high - room) : 1;
  const at = Math.min(place.top * times, Math.max(0, whole - room));
  const from = Math.max(0, Math.floor(at / ROW) - BESIDE);
  const to = Math.min(total - 1, Math.ceil((at + room) / ROW) + BESIDE);
  const begins = useMemo(() => beginsOf(widths, before), [widths, before]);
  const across = useMemo(() => inSight(begins, place.left, place.width), [begins, place.left, place.width]);
  const topOf = (row: number) => place.top + row * ROW - at;

  // Fewer rows than before: whoever had scrolled beyond them is at their end.
  useEffect(() => {
    if (box.current && box.current.scrollTop > high) box.current.scrollTop = Math.max(0, high - room);
  }, [high]);

  const reveal = (row: number, column: number) => {
    const view = box.current!;
    const top = row * ROW;
    if (top < at) view.scrollTop = top / times;
    else if (top + ROW > at + room) view.scrollTop = (top + ROW - room) / times;
    const [left, right] = [begins[column]!, begins[column + 1]!];
    if (left < view.scrollLeft + before) view.scrollLeft = left - before;
    else if (right > view.scrollLeft + view.clientWidth) view.scrollLeft = right - view.clientWidth;
  };
  return { from, to: Math.max(from, to), topOf, across, high, begins, reveal };
}

function beginsOf(widths: number[], before: number): number[] {
  const sums = [before];
  for (const each of widths) sums.push(sums.at(-1)! + each);
  return sums;
}

function inSight(begins: number[], left: number, width: number): [number, number] {
  const columns = begins.length - 1;
  let first = 0;
  while (first < columns - 1 && begins[first + 1]! < left) first++;
  let last = first;
  while (last < columns - 1 && begins[last + 1]! < left + width) last++;
  return [first, last];
}
