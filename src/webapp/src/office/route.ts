/** Where somebody is in the office's part: `#/office/<page>/<what in it>…`. */
import { go, useRoute, way } from "../shell/route";

export const officeWay = (page: string, ...rest: string[]): string => way("office", page, ...rest);
export const goOffice = (page: string, ...rest: string[]): void => go("office", page, ...rest);

/** What the address names below the page: `#/office/forms/f1` → ["f1"]. */
export function useWithin(): string[] {
  const route = useRoute();
  return route[0] === "office" ? route.slice(2) : [];
}
