// Devices that an answer names, as rows: name, what for, price. The list in the text that says the same is not
// drawn then.

import { h } from "./dom.js";
import { fill } from "./texts.js";

const fold = text => text.toLowerCase().replace(/[*_`]/g, "");

/** As a price is written beside a name; a currency that is no code stands as it is. */
export function money(price, currency, language) {
  try {
    return new Intl.NumberFormat(language === "fr" ? "fr-u-nu-latn" : "en", { style: "currency", currency, currencyDisplay: "narrowSymbol",
      minimumFractionDigits: 0, maximumFractionDigits: price % 1 ? 2 : 0 }).format(price);
  } catch {
    return `${price} ${currency || ""}`.trim();
  }
}

const nameOf = (product, { options }) => options.language === "ar" && product.localized_name || product.name;

function drawRow(product, context) {
  const name = product.localized_name || product.name;
  return h("li", {}, h("div", {}, h("span", { class: "name" }, name), product.summary && h("span", { class: "what" }, product.summary)),
    product.price != null && h("bdi", { class: "price", dir: "ltr" }, money(product.price, product.currency, context.options.language)));
}

export function makeProductRows(entry, context) {
  let rows = null, isPlaced = false, known = null;
  const names = () => known.flatMap(product => [product.name, product.localized_name]).filter(Boolean).map(fold);
  return {
    update() {
      const products = Array.isArray(entry.products) ? entry.products.filter(product => product?.name) : [];
      isPlaced = false;
      if (!products.length || known) return;
      known = products;
      rows = h("ul", { class: "rows" }, ...products.map(product => drawRow(product, context)));
    },
    /** The rows where every item of the list begins with one of their names. */
    inPlaceOf(block) {
      if (!rows || isPlaced || !/^[uo]l$/.test(block.kind)) return null;
      const all = names();
      if (!block.items.every(item => all.some(name => fold(item).startsWith(name)))) return null;
      isPlaced = true;
      return rows;
    },
    /** The rows where no list stood for them. */
    left: () => rows && !isPlaced ? rows : null,
  };
}

export function whatsappLink(context, entry) {
  const given = entry?.handoff?.kind === "whatsapp" && /^https:\/\/(wa\.me|api\.whatsapp\.com)\//.test(entry.handoff.url) && entry.handoff.url;
  return given || (context.options.whatsapp && "https://wa.me/" + context.options.whatsapp);
}

/** At most three: an offer, a comparison, WhatsApp. */
export function productActions(entry, context) {
  const { words, options, ask, openLead } = context;
  const products = entry.products || [], actions = [];
  const wantsPerson = entry.handoff || entry.lead?.state === "ask" || entry.lead?.state === "consent";
  const chip = (label, click) => h("button", { class: actions.length ? "chip" : "chip first", type: "button", on: { click } }, label);
  if (options.leads && (products.length || wantsPerson) && entry.lead?.state !== "made") {
    actions.push(chip(products.length ? words.offer : words.callMe, () => openLead(products.map(product => product.name))));
  }
  if (products.length > 1 && products.length < 4) {
    const names = products.map(product => nameOf(product, context)).join(options.language === "ar" ? " و" : ", ");
    actions.push(chip(words.compare, () => ask(fill(words.compareAsk, { names }))));
  }
  const whatsapp = whatsappLink(context, entry);
  if (whatsapp && (products.length || wantsPerson)) {
    actions.push(h("a", { class: actions.length ? "chip" : "chip first", href: whatsapp, target: "_blank", rel: "noopener noreferrer" }, words.whatsapp));
  }
  return actions;
}
