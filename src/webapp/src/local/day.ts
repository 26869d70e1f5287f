/** The day it is in China, wherever the device believes to be. */
export const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
