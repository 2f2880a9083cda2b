// Visits without a network: has the browser keep the published page, once it has started and has
// nothing else to do. Which files, and for how long, is `worker.js`'s. A page that is served while it
// is written names no worker, and is not kept.
(() => {
  "use strict";
  const place = document.querySelector('meta[name="offline-worker"]');
  // Absent outside of secure origins.
  if (!place || !navigator.serviceWorker) return;
  // The one script that the page starts by its address; its policy allows no other.
  const policy = { createScriptURL: () => place.content };
  const url = window.trustedTypes
    ? trustedTypes.createPolicy("offline", policy).createScriptURL("")
    : place.content;
  const keep = () => {
    navigator.serviceWorker.register(url).catch(() => {
      // Forbidden: the page works, and needs the network next time.
    });
  };
  // Trunk's loader says so when the program runs.
  addEventListener("TrunkApplicationStarted", () => {
    if (window.requestIdleCallback) requestIdleCallback(keep);
    else setTimeout(keep, 1000);
  });
})();
