// A page that waits for news asks for itself again, and goes there once the answer waits no longer: until then nothing that
// is being read jumps, and whoever has opened a door keeps it open. Without scripts the page is loaded anew each time.
(() => {
  "use strict";

  const wait = ({ look, after }) => setTimeout(ask, after * 1000, { look, after });

  const ask = async (waiting) => {
    try {
      const answer = await fetch(waiting.look, { redirect: "manual" });
      if (answer.status === 429 || answer.status >= 500) return wait(waiting);
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const still = page.querySelector("script[data-look]");
      if (still) wait(still.dataset);
      else location.replace(waiting.look);
    } catch {
      wait(waiting);
    }
  };

  wait(document.currentScript.dataset);
})();
