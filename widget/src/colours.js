// Colours that can be read whatever colour a website configures (WCAG 2.2, 1.4.3 and 1.4.11).

const channel = value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
const luminance = ([red, green, blue]) => .2126 * channel(red) + .7152 * channel(green) + .0722 * channel(blue);

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + .05) / (low + .05);
}

const mix = (from, to, part) => from.map((value, i) => Math.round(value + (to[i] - value) * part));
const css = rgb => `rgb(${rgb.join(" ")})`;

const white = [255, 255, 255], black = [0, 0, 0], ink = [23, 33, 43], darkCard = [24, 33, 39];

/** `colour` moved towards `pole` until it stands out from `ground` by `ratio`. */
function readable(colour, ground, pole, ratio) {
  let moved = colour;
  for (let part = 0; part <= 1 && contrast(moved, ground) < ratio; part += .05) moved = mix(colour, pole, part);
  return moved;
}

/** The three numbers of any opaque colour that CSS knows; null where it knows none. */
export function parse(colour) {
  if (!CSS.supports("color", colour)) return null;
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? [red, green, blue] : null;
}

/** Custom properties for both themes, as declarations. */
export function tokens(colour) {
  const brand = (/^#[\da-f]{6}$/i.test(colour) && [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)))
    || parse(colour) || [11, 92, 102];
  const on = contrast(white, brand) >= 4.5 ? white : contrast(ink, brand) >= 4.5 ? ink : black;
  return `--brand:${css(brand)};--on-brand:${css(on)};--edge-light:${css(readable(brand, white, black, 3))};`
    + `--accent-light:${css(readable(brand, [251, 251, 250], black, 4.5))};--accent-dark:${css(readable(brand, darkCard, white, 7))}`;
}
