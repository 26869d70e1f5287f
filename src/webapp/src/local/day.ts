/** The day it is in China, wherever the device believes to be. */
export const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

/** The day that a moment is on in China. */
export const dayOf = (moment: string): string => new Date(moment).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

const A_DAY = 86_400_000;

/** How many days lie between two. */
export const days = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / A_DAY);

export const dayBefore = (day: string): string => new Date(Date.parse(day) - A_DAY).toISOString().slice(0, 10);
