// Draws an answer's Markdown; of a text that grows only what has changed is drawn anew.

import { direction } from "./bidi.js";
import { h } from "./dom.js";
import { readBlocks, readSpans } from "./markdown.js";
import { safeUrl } from "./options.js";

// Latin words and figures in an Arabic line keep their own order, signs like ° and % included.
const latinRun = /[A-Za-z0-9][\w°%&+/.,:™®–-]*(?:[ \u00a0]\(?[A-Za-z0-9&][\w°%&+/.,:™®)–-]*)*/g;

function isolated(text, runs) {
  if (runs !== "rtl") return [text];
  const pieces = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(latinRun)) {
    let kept = run.replace(/[.,:–-]+$/, "");
    // A bracket whose partner stands outside is the line's.
    if (kept.split("(").length !== kept.split(")").length) kept = kept.replace(/\).*$|\s?\([^)]*$/, "");
    if (!/[A-Za-z%°]/.test(kept) || !/[ \d%°]/.test(kept)) continue;
    pieces.push(text.slice(end, index), h("bdi", { dir: "ltr" }, kept));
    end = index + kept.length;
  }
  pieces.push(text.slice(end));
  return pieces.filter(piece => piece !== "");
}

function link(href, text) {
  const url = safeUrl(href);
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, h("bdi", {}, text)) : text;
}

function drawSpan(span, runs) {
  if (/^(tel|mailto):/.test(span.link)) return [h("a", { href: span.link }, h("bdi", {}, span.text))];
  if (span.link) return [link(span.link, span.text)];
  if (span.bold) return [h("strong", {}, ...isolated(span.bold, runs))];
  if (span.code) return [h("code", {}, h("bdi", { dir: "ltr" }, span.code))];
  if (span.phone) return [h("a", { href: "tel:" + span.phone }, h("bdi", { dir: "ltr" }, span.text))];
  if (span.mail) return [h("a", { href: "mailto:" + span.mail }, h("bdi", { dir: "ltr" }, span.mail))];
  if (span.price) return [h("bdi", { class: "price", dir: "ltr" }, span.price)];
  return isolated(span.text, runs);
}

const drawLine = (line, runs) => readSpans(line).flatMap(span => drawSpan(span, runs));

function drawList(block) {
  const items = block.items.map(item => {
    const [line, ...more] = item.split("\n"), runs = direction(line);
    return h("li", { dir: runs }, ...drawLine(line, runs), ...more.map(each => h("div", { class: "more", dir: direction(each) }, ...drawLine(each, direction(each)))));
  });
  return h(block.kind, { start: block.kind === "ol" && block.start > 1 ? block.start : null, dir: items[0].dir }, ...items);
}

function drawTable(block) {
  const [head, ...rows] = block.rows;
  const runs = direction(block.rows.flat().join(" "));
  const row = (tag, line) => h("tr", {}, ...line.map(cell => h(tag, { scope: tag === "th" ? "col" : null, dir: runs }, ...drawLine(cell, runs))));
  return h("div", { class: "scroll", tabindex: "0" }, h("table", { dir: runs }, h("thead", {}, row("th", head)), h("tbody", {}, ...rows.map(line => row("td", line)))));
}

function drawBlock(block) {
  if (block.kind === "table") return drawTable(block);
  if (block.items) return drawList(block);
  const runs = direction(block.line);
  return h("p", { dir: runs, class: block.kind === "h" ? "heading" : null }, ...drawLine(block.line, runs));
}

/** Lines as they were typed: no Markdown, each with a direction of its own. */
export function drawPlain(box, text) {
  box.replaceChildren(...text.split("\n").map(line => h("p", { dir: direction(line) }, ...(line ? isolated(line, direction(line)) : ["\u00a0"]))));
}

/** `replaced(block)`: an element to draw in a list's place, or null. */
export function makeTextView(box, replaced = () => null) {
  let drawn = [];
  return text => {
    const blocks = [];
    let gap = false;
    for (const block of readBlocks(text)) {
      if (block.kind === "gap") gap = true;
      else {
        blocks.push({ block, source: block.kind + (gap ? "^" : "") + block.source, gap: gap && blocks.length > 0 });
        gap = false;
      }
    }
    const next = blocks.map(({ block, source, gap: spaced }, i) => {
      if (drawn[i]?.source === source && !block.items) return drawn[i];
      if (drawn[i]?.source === source && drawn[i].whole === !!replaced(block)) return drawn[i];
      const own = replaced(block);
      const element = own || drawBlock(block);
      if (spaced) element.classList.add("spaced");
      return { source, element, whole: !!own };
    });
    next.forEach((each, i) => {
      if (drawn[i]?.element === each.element) return;
      if (drawn[i]) drawn[i].element.replaceWith(each.element);
      else box.append(each.element);
    });
    for (const each of drawn.slice(next.length)) each.element.remove();
    drawn = next;
  };
}
