// A page's own rules for its elements ("body > *", "*") are stronger than those for :host, and what they say is
// inherited: hence !important there, and the reset on .root, which no rule of the page can meet.
export const base = `
:host { all: initial; position: fixed !important; inset: auto !important; width: 0 !important; height: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
  transform: none !important; filter: none !important; opacity: 1 !important; contain: none !important; overflow: visible !important; zoom: 1 !important; }
.root { all: initial; display: block; color-scheme: light; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "Geeza Pro", Tahoma, sans-serif;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%; --accent: var(--accent-light); --shade: 18 38 46; --gap: 28px; }
.root, .root * { box-sizing: border-box; }
svg { display: block; width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
button { font: inherit; margin: 0; cursor: pointer; }
.launcher { position: fixed; bottom: max(var(--gap), env(safe-area-inset-bottom)); right: max(var(--gap), env(safe-area-inset-right)); width: 58px; height: 58px;
  display: grid; place-items: center; padding: 0; border: 0; border-radius: 50%; color: var(--on-brand); background: var(--brand);
  box-shadow: 0 1px 2px rgb(var(--shade) / .2), 0 8px 24px rgb(var(--shade) / .24); transition: transform .16s, box-shadow .16s; }
.left .launcher { right: auto; left: max(var(--gap), env(safe-area-inset-left)); }
.launcher:hover { transform: translateY(-1px); box-shadow: 0 1px 2px rgb(var(--shade) / .2), 0 12px 30px rgb(var(--shade) / .3); }
.launcher:active { transform: scale(.96); }
.launcher svg { grid-area: 1/1; width: 27px; height: 27px; transition: opacity .16s, transform .16s; }
.launcher svg + svg, .opened .launcher svg { opacity: 0; transform: rotate(-30deg) scale(.8); }
.opened .launcher svg + svg { opacity: 1; transform: none; }
.launcher[aria-busy=true] svg { animation: wait .9s ease-in-out infinite alternate; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.launcher:focus-visible { outline-offset: 3px; }
@keyframes wait { to { opacity: .35; } }
@media (max-width: 520px) { .root { --gap: 18px; } }
@media (prefers-color-scheme: dark) { .root:not(.light) { --accent: var(--accent-dark); --shade: 0 0 0; color-scheme: dark; } }
.root.dark { --accent: var(--accent-dark); --shade: 0 0 0; color-scheme: dark; }
@media (prefers-reduced-motion: reduce) { .root *, .root *::before, .root *::after { animation: none !important; transition: none !important; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; } }
@media print { .root { display: none; } }
`;
