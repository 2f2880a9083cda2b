// Keeps a release of the page in the browser, all of its files or none, and answers from there: what
// was kept needs no network, and parts of two releases never meet. `cargo xtask build` fills in which
// files they are. As it stands here, and is served while the page is written, there is nothing to
// keep, and a worker that a published page left behind on this address takes itself away.
"use strict";

// The digest of each file by its address, and the name of all of them together.
const FILES = {};
const RELEASE = "";

// Other pages of this origin have caches as well.
const OURS = `versioned-arp ${registration.scope} `;
const CACHE = OURS + RELEASE;
const kept = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

addEventListener("install", (event) => {
  if (!RELEASE) return event.waitUntil(skipWaiting());
  // Checked by their digests: while a host is being brought up to date it may have some of one
  // release and some of another. Then nothing is kept, and the next visit tries again.
  const requests = Object.entries(FILES).map(
    ([path, integrity]) => new Request(path, { integrity, cache: "no-cache" }),
  );
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

// Comes when no page is open any more that the last worker answered, and needs what it kept.
addEventListener("activate", (event) => {
  const begin = async () => {
    const old = (await kept()).filter((name) => !RELEASE || name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    if (RELEASE) return clients.claim();
    await registration.unregister();
    const pages = await clients.matchAll({ type: "window" });
    pages.forEach((page) => page.navigate(page.url));
  };
  event.waitUntil(begin());
});

// A page is answered with the newest release that is here as a whole, also one that a worker has
// brought which still waits. All else is named by what it holds, so that a page finds its own parts
// in whichever release they are.
const answer = async (request, path) => {
  for (const name of (await kept()).reverse()) {
    const file = await (await caches.open(name)).match(path);
    if (file) return file;
  }
  return fetch(request);
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const [before, path] = (origin + pathname).split(registration.scope);
  // All files are in one folder; what is below it is somebody else's.
  if (before || path === undefined || path.includes("/") || request.method !== "GET") return;
  event.respondWith(answer(request, path === "index.html" ? "./" : `./${path}`));
});
