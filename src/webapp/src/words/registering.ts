/** What a department's pages of registering say: Chinese, English. */
export const REGISTERING = {} as const satisfies Record<string, readonly [string, string]>;
