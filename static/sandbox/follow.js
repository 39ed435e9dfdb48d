// Waits for the answer to an SMS: once this page leads elsewhere, the browser goes there.
(() => {
  "use strict";

  const look = async () => {
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      const moved = answer.type === "opaqueredirect" || !(await answer.text()).includes("data-waits");
      if (moved) return location.reload();
    } catch {
      // Not reachable for now: the next look may be luckier.
    }
    setTimeout(look, 2000);
  };

  if (document.querySelector("[data-waits]")) setTimeout(look, 2000);
})();
