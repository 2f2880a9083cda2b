// What is wrong with where things are on the page as it is shown: a list of sentences, empty if
// nothing is. Body of a function.
const faults = [];
const room = { right: document.documentElement.clientWidth, bottom: document.documentElement.clientHeight };
const name = (it) => it.getAttribute("aria-label") || it.textContent.trim().slice(0, 40) || it.className || it.tagName;
const seen = (it) => it.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !it.closest(".for-ears");
const box = (it) => it.getBoundingClientRect();
// What scrolls may hold more than it shows.
const scrolls = (it) => {
  for (let up = it; up && up !== document.body; up = up.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(up);
    if (/auto|scroll/.test(overflowX + overflowY)) return true;
  }
  return false;
};
// A modal dialog is all there is.
const open = document.querySelector("dialog[open]");
const whole = open ?? document;

if (document.documentElement.scrollWidth > room.right) faults.push("the page is wider than the window");
const tall = document.documentElement.scrollHeight;
for (const it of whole.querySelectorAll("button, input, select, textarea, [role=slider], [role=menuitem], [role=menuitemradio]")) {
  if (!seen(it) || scrolls(it)) continue;
  const { left, top, right, bottom } = box(it);
  if (left < -0.5 || right > room.right + 0.5 || top < -0.5 || bottom > Math.max(room.bottom, tall) + 0.5) {
    faults.push(`“${name(it)}” is outside of the window`);
  }
}
for (const it of whole.querySelectorAll("button, label, summary, h2, .pill, .hint, .menu-label")) {
  const cut = it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== "inline";
  if (seen(it) && cut && !it.querySelector(".gallery-title, .commit-subject") && getComputedStyle(it).textOverflow !== "ellipsis") {
    faults.push(`“${name(it)}” is cut off`);
  }
}
const apart = (a, b) => a.right <= b.left + 1.5 || b.right <= a.left + 1.5 || a.bottom <= b.top + 1.5 || b.bottom <= a.top + 1.5;
const none = (kind, all) => {
  all.forEach((a, i) => all.slice(0, i).forEach((b) => {
    const [one, other] = [box(a), box(b)];
    if (!apart(one, other)) faults.push(`${kind}: “${name(b)}” and “${name(a)}” lie on each other`);
  }));
};
const shown = (css) => [...whole.querySelectorAll(css)].filter(seen);
none("panels", shown(".topbar, .futures, .panel-tabs, .timeline, .panels > .panel:not(.editor, .large)").filter(() => !document.querySelector(".panel.large")));
// Buttons of one row or bar keep clear of each other, and so do the boxes of the LAN.
for (const row of shown(".topbar, .panel-head, .transport, .lan-foot, .dialog-acts, .history-search, .panel-tabs, .futures")) {
  const inside = row.querySelectorAll("button:not([role^=menuitem]), select, input, h2:not(:has(button)), .count, .clock");
  none("controls", [...inside].filter((it) => seen(it) && !it.closest(".menu-list, .filter > button, .filter-below, .stations") && !it.closest(".tabs")));
}
for (const it of shown(".pill")) {
  if (box(it).height > 32) faults.push(`the pill “${name(it)}” is out of shape`);
}
none("boxes", [...document.querySelectorAll(".node .node-box")].filter(seen));
return faults;
