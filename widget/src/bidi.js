// Which way a paragraph runs, and what in it must keep its own order.

const letter = /\p{L}/u;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * As with dir="auto" the first letter decides; but a line that only begins with the Latin name of a device runs
 * from the right all the same, where more than a third of its words are Arabic. "auto": no letter at all.
 */
export function direction(paragraph) {
  const first = paragraph.split(/\s+/).map(word => /^https?:/.test(word) ? null : word.match(letter)?.[0]).filter(Boolean);
  if (!first.length) return "auto";
  const right = first.map(each => rightToLeft.test(each));
  return right[0] || 3 * right.filter(Boolean).length > first.length ? "rtl" : "ltr";
}
