/** What a department's pages of slices, SQL, challenges and tokens say: Chinese, English. */
export const SLICING = {} as const satisfies Record<string, readonly [string, string]>;
