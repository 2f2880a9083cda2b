// Keeps a release of the page in the browser, all of its files or none, and answers from there: what
// was kept needs no network, and parts of two releases never meet. `cargo xtask build` fills in which
// files they are; as it stands here, as on a page that is served while it is written, there is nothing
// to keep, and a worker that an earlier page left behind takes itself away.
"use strict";

// The digest of each file by its address, and the name of all of them together.
const FILES = {};
const RELEASE = "";

// Other pages of this origin have caches as well.
const OURS = `versioned-arp ${registration.scope} `;
const CACHE = OURS + RELEASE;

// A release that has come, for the one tab that is open and is loaded again: it takes over, and the
// tab loads once more.
const HANDOVER = `<!doctype html><title>Versioned ARP</title><script>
  const { serviceWorker } = navigator;
  serviceWorker.oncontrollerchange = () => location.reload();
  serviceWorker.ready.then(({ waiting }) => waiting ? waiting.postMessage("take over") : location.reload());
</script>`;

addEventListener("install", (event) => {
  if (!RELEASE) return skipWaiting();
  // Checked by their digests: while a host is being brought up to date it may have some of one
  // release and some of another. Then nothing is kept, and the next visit tries again.
  const requests = Object.entries(FILES).map(
    ([path, integrity]) => new Request(path, { integrity, cache: "no-cache" }),
  );
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

// Comes when no tab shows the page of an earlier release any more, or when the only one gives way.
addEventListener("activate", (event) => {
  const begin = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(OURS) && name !== (RELEASE && CACHE));
    await Promise.all(old.map((name) => caches.delete(name)));
    if (RELEASE) return clients.claim();
    await registration.unregister();
    const tabs = await clients.matchAll({ type: "window" });
    tabs.forEach((tab) => tab.navigate(tab.url));
  };
  event.waitUntil(begin());
});

addEventListener("message", () => skipWaiting());

// The address of a file of ours as the list has it.
const pathOf = ({ url, mode }) => {
  const { origin, pathname, search } = new URL(url);
  const path = `./${(origin + pathname).slice(registration.scope.length)}`;
  if (mode !== "navigate") return path + search;
  return path === "./index.html" ? "./" : path;
};

const answer = async (request, path) => {
  if (request.isReloadNavigation && registration.waiting) {
    const tabs = await clients.matchAll({ type: "window" });
    if (tabs.length < 2) return new Response(HANDOVER, { headers: { "Content-Type": "text/html" } });
  }
  const cache = await caches.open(CACHE);
  // A browser that runs out of room may have thrown it away.
  return (await cache.match(path)) ?? fetch(request);
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request);
  const ours = request.method === "GET" && request.url.startsWith(registration.scope);
  if (ours && Object.hasOwn(FILES, path)) event.respondWith(answer(request, path));
});
