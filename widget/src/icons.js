// Paths of line icons, 24 units wide, for a stroke of 1.75.
export const chat = "M21 11.5a8.4 8.4 0 0 1-8.5 8.3 8.7 8.7 0 0 1-3.7-.8L3.5 20.5l1.6-4.7a8.1 8.1 0 0 1-1.1-4.3 8.4 8.4 0 0 1 8.5-8.3A8.4 8.4 0 0 1 21 11.5Z";
export const down = "m6 9.5 6 6 6-6";
export const close = "M6.5 6.5l11 11m0-11-11 11";
export const more = ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"];
export const send = "M5 12h14m-6-6 6 6-6 6";
export const stop = "M8 8h8v8H8Z";
export const copy = ["M9.5 9.5h10v10h-10Z", "M6 14.5H4.5v-10h10V6"];
export const check = "m5 12.5 4.5 4.5L19 7.5";
export const up = "M7.5 10.5V20H5v-9.5h2.5Zm0 0 3.4-6.8c1.6 0 2.6 1.1 2.3 2.7l-.6 3.1h5.2c1.2 0 2 1 1.8 2.1l-1.2 6.4c-.2 1.1-1 2-2.2 2H7.5";
export const thumbDown = "M16.5 13.5V4H19v9.5h-2.5Zm0 0-3.4 6.8c-1.6 0-2.6-1.1-2.3-2.7l.6-3.1H6.2c-1.2 0-2-1-1.8-2.1l1.2-6.4c.2-1.1 1-2 2.2-2h8.7";
export const restart = ["M19.5 12a7.5 7.5 0 1 1-2.3-5.4L20 9.2", "M20 4.5v4.7h-4.7"];
export const phone = "M5 4.5h3.5l1.6 4.3-2.2 1.5a12 12 0 0 0 5.8 5.8l1.5-2.2 4.3 1.6V19c0 .9-.7 1.5-1.5 1.5C10.5 20 4 13.5 3.5 6c0-.8.6-1.5 1.5-1.5Z";
export const alert = ["M12 8v5", "M12 16.5h.01", "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z"];
