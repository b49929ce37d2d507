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
  let known = null, all = null, isPlaced = false;
  const lists = new Map();  // of a list's text, so that what stands there is not drawn anew

  /** The product whose name an item of a list begins with; of several the longest. */
  function productOf(item) {
    let found = null, length = 0;
    for (const product of known) {
      for (const name of [product.name, product.localized_name].filter(Boolean).map(fold)) {
        if (name.length > length && fold(item).startsWith(name)) [found, length] = [product, name.length];
      }
    }
    return found;
  }

  return {
    update() {
      const products = Array.isArray(entry.products) ? entry.products.filter(product => product?.name) : [];
      isPlaced = false;
      if (products.length) known ??= products;
    },
    /** The rows of a list whose every item begins with the name of one; null for any other block. */
    inPlaceOf(block) {
      if (!known || !block.items) return null;
      const products = block.items.map(productOf);
      if (products.includes(null)) return null;
      isPlaced = true;
      if (!lists.has(block.source)) lists.set(block.source, h("ul", { class: "rows" }, ...products.map(product => drawRow(product, context))));
      return lists.get(block.source);
    },
    /** All rows, where no list stood for any. */
    left() {
      if (!known || isPlaced) return null;
      return all ??= h("ul", { class: "rows" }, ...known.map(product => drawRow(product, context)));
    },
  };
}

export function whatsappLink(context, entry) {
  const given = entry?.handoff?.kind === "whatsapp" && /^https:\/\/(wa\.me|api\.whatsapp\.com)\//.test(entry.handoff.url) && entry.handoff.url;
  return given || (context.options.whatsapp && "https://wa.me/" + context.options.whatsapp);
}

/** At most three: an offer, a comparison, WhatsApp; yes and no where the answer asks for consent. */
export function productActions(entry, context) {
  const { words, options, ask, openLead } = context;
  const products = entry.products || [], actions = [];
  const wantsPerson = entry.handoff || entry.lead?.state === "ask";
  const chip = (label, click) => h("button", { class: actions.length ? "chip" : "chip first", type: "button", on: { click } }, label);
  if (entry.lead?.state === "consent") return [chip(words.agree, () => ask(words.yes)), h("button", { class: "chip", type: "button", on: { click: () => ask(words.no) } }, words.decline)];
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
