// Where the focus is: its name, the part of the page that it is in, and what is wrong with how that
// can be seen. Nothing if it is nowhere. Body of a function.
const it = document.activeElement;
if (!it || it === document.body) return null;
it.dataset.reached = "true";
const name = it.getAttribute("aria-label") || it.labels?.[0]?.textContent || it.textContent.trim().slice(0, 60) || it.tagName;
const around = it.closest("dialog, header.topbar, nav.panel-tabs, .panels > section, section.futures, footer.timeline");
const part = around?.getAttribute("aria-label") || around?.className || "nowhere";
const faults = [];

// What shows the focus in place of what has it.
const sign = it.closest(".filter, .packet-list:has(.packet-grid:focus-visible), .taken-apart:has(.fields:focus-visible)") ?? it;
const style = getComputedStyle(sign);
const seen = {
  node: () => getComputedStyle(it.querySelector(".node-focus")).stroke !== "none",
  link: () => parseFloat(getComputedStyle(it.querySelector(".link-line")).strokeWidth) >= 3,
  saying: () => getComputedStyle(it.querySelector("text")).textDecorationLine === "underline",
  area: () => getComputedStyle(it.parentElement).boxShadow !== "none",
};
const kind = Object.keys(seen).find((kind) => it.classList.contains(kind)) ?? (it.matches(".editor textarea") ? "area" : null);
const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
if (!(kind ? seen[kind]() : outlined)) faults.push(`${part}, “${name}”: the focus is not to be seen`);

const { left, top, right, bottom } = it.getBoundingClientRect();
const clamp = (value, most) => Math.min(Math.max(value, 1), most - 1);
const inner = (a, b, most) => [0.5, 0.1, 0.9].map((share) => clamp(a + (b - a) * share, most));
const spots = inner(left, right, innerWidth).flatMap((x) => inner(top, bottom, innerHeight).map((y) => [x, y]));
const shown = spots.some(([x, y]) => {
  const hit = document.elementFromPoint(x, y);
  return hit && (it.contains(hit) || hit.contains(it) && hit.closest(".strip, .panel") === it.closest(".strip, .panel"));
});
if (!shown) faults.push(`${part}, “${name}”: something lies on what has the focus`);
return { name, part, faults };
