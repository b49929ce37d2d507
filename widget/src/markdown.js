// A small Markdown, read into plain data: nothing here makes an element.
//
// blocks: {kind: "p" | "h", line}, {kind: "ul" | "ol", items: [lines], start}, {kind: "table", rows: [[line]]},
//         {kind: "gap"}; `source` is its text.

const bullet = /^\s{0,3}[-*•]\s+(?=\S)/;
const number = /^\s{0,3}(\d{1,3})[.)]\s+(?=\S)/;
const rule = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

const cells = line => line.trim().replace(/^\||\|$/g, "").split("|").map(cell => cell.trim());

export function readBlocks(text) {
  const lines = text.split("\n"), blocks = [];
  for (let i = 0; i < lines.length; ++i) {
    const line = lines[i], last = blocks.at(-1);
    const heading = line.match(/^#{1,6}\s+(.*)/);
    if (!line.trim()) {
      blocks.push({ kind: "gap", source: "" });
    } else if (/^ {2}/.test(line) && last?.items && !bullet.test(line) && !number.test(line)) {
      last.items[last.items.length - 1] += "\n" + line.trim();  // goes on with its item
      last.source += "\n" + line;
    } else if (bullet.test(line)) {
      addItem(blocks, last, "ul", line.replace(bullet, ""));
    } else if (number.test(line)) {
      addItem(blocks, last, "ol", line.replace(number, ""), +line.match(number)[1]);
    } else if (line.includes("|") && rule.test(lines[i + 1] || "") && lines[i + 1].includes("-")) {
      const rows = [cells(line)];
      for (i += 2; i < lines.length && lines[i].includes("|"); ++i) rows.push(cells(lines[i]));
      --i;
      blocks.push({ kind: "table", rows, source: JSON.stringify(rows) });
    } else {
      blocks.push({ kind: heading ? "h" : "p", line: heading ? heading[1] : line.trim(), source: line });
    }
  }
  return blocks;
}

function addItem(blocks, last, kind, line, start = 1) {
  if (last?.kind === kind) {
    last.items.push(line);
    last.source += "\n" + line;
  } else {
    blocks.push({ kind, items: [line], start, source: line });
  }
}

// Each branch ends at white space or at its own sign, so that no line takes more than one pass.
const spans = new RegExp([
  /\[([^\][]{1,300})\]\(((?:https?:\/\/|tel:|mailto:)[^\s()]+)\)/,  // 1, 2: a link with a text
  /(https?:\/\/[^\s<>"'،؛]*[^\s<>"'،؛.,;:!?)\]}*_])/,         // 3: a bare one
  /\*\*([^*]{1,500})\*\*/,                                    // 4: bold
  /`([^`]{1,300})`/,                                          // 5: code
  /(?<![\d\w])(\+\d[\d \-().]{6,20}\d)(?!\w)/,                // 6: a telephone number
  /([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})/,        // 7: an address
  /((?:[$€£]\s?|(?:USD|EUR|AED|SAR)\s)\d[\d.,]*|\d[\d.,]*\s?(?:USD|EUR|AED|SAR|\$|€|£))/,  // 8: a price
].map(each => each.source).join("|"), "gu");

/** {text} | {bold} | {code} | {link, text} | {phone, text} | {mail} | {price}, in their order. */
export function readSpans(line) {
  const found = [];
  let end = 0;
  for (const match of line.matchAll(spans)) {
    if (match.index > end) found.push({ text: line.slice(end, match.index) });
    const [all, label, target, bare, bold, code, phone, mail] = match;
    found.push(target ? { link: target, text: label } : bare ? { link: bare, text: bare } : bold ? { bold } : code ? { code }
      : phone ? { phone: phone.replace(/[^\d+]/g, ""), text: phone } : mail ? { mail } : { price: all });
    end = match.index + all.length;
  }
  if (end < line.length) found.push({ text: line.slice(end) });
  return found;
}

/** As it is read aloud or copied. */
export function plain(text) {
  return text.replace(/\*\*([^*]+)\*\*/g, "$1").replace(/`([^`]+)`/g, "$1").replace(/^#{1,6}\s+/gm, "");
}
