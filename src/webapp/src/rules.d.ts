declare module "*/yibiao/web/rules.js" {
  export function findings(
    schema: object,
    stated: Record<string, unknown>,
    given?: { held?: Record<string, unknown>; before?: Record<string, unknown>; subject?: string | null; today?: string | null },
  ): unknown[];
}
