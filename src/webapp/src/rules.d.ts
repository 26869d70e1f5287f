declare module "*/yibiao/web/rules.js" {
  interface Given {
    held?: Record<string, unknown>;
    before?: Record<string, unknown>;
    linked?: (via: string[], element: string) => unknown;
    subject?: string | null;
    today?: string | null;
    unknown?: string[];
  }
  export function links(schema: object): string[][];
  export function check(schema: object, stated: Record<string, unknown>, given?: Given): unknown[];
}
