// What htmx leaves to us: dialogs, toasts, copying, shortcuts, and what happens when an answer does not come.
(() => {
  "use strict";

  const body = document.body;
  const host = document.getElementById("dialog");
  const toasts = document.getElementById("toasts");
  document.documentElement.classList.add("scripted");

  // ── Dialogs: shown when one arrives in #dialog, gone when it is taken away ─────────────────────────────────────

  let opener = null;

  const show = (dialog) => {
    dialog.classList.toggle("arriving", !host.wasOpen);
    dialog.append(toasts); // what is outside a modal dialog is neither seen nor read out
    dialog.showModal();
    const first = dialog.querySelector("[aria-invalid], .notice[role=alert] a")
      ?? dialog.querySelector("[autofocus]")
      ?? dialog.querySelector(".body :is(input:not([type=hidden], [disabled]), select, textarea, a, button)");
    first?.focus();
    host.wasOpen = true;
  };

  const leave = () => {
    body.append(toasts);
    if (!host.wasOpen) return;
    host.wasOpen = false;
    const back = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
    (back || document.getElementById("content"))?.focus();
    opener = null;
  };

  new MutationObserver(() => {
    const dialog = host.querySelector("dialog");
    if (!dialog) leave();
    else if (!dialog.open) show(dialog);
  }).observe(host, { childList: true });

  // A dialog in which something was typed is closed on purpose only.
  const mayClose = (dialog) => !dialog.querySelector("form[data-changed]") || confirm(body.dataset.leave);
  const close = (dialog) => mayClose(dialog) && dialog.close();

  document.addEventListener("cancel", (event) => {
    if (event.target.matches?.("dialog") && !mayClose(event.target)) event.preventDefault();
  }, true);
  document.addEventListener("close", (event) => {
    if (host.contains(event.target)) host.replaceChildren();
  }, true);

  // ── Toasts: good news goes by itself ───────────────────────────────────────────────────────────────────────────

  const SECONDS = 8;

  const fade = (toast) => {
    const hold = () => toast.matches(":hover, :focus-within");
    setTimeout(() => (hold() ? fade(toast) : toast.remove()), SECONDS * 1000);
  };

  new MutationObserver((changes) => {
    for (const toast of changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.matches?.(".toast"))) {
      for (const older of [...toasts.children]) {
        if (older !== toast && older.textContent === toast.textContent) older.remove();
      }
      if (toast.matches(":is(.success, .info, .neutral)")) fade(toast);
    }
  }).observe(toasts, { childList: true });

  const trouble = (text) => {
    const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    toast.querySelector("p").textContent = text;
    toasts.replaceChildren(toast);
  };

  // ── Answers of htmx that cannot be shown where they were expected ──────────────────────────────────────────────

  const byItself = (ctx) => ctx?.sourceEvent?.type === "every";

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    // A question about what is typed, such as what it comes to, saves nothing.
    const isChange = ctx.request.method !== "GET" && !ctx.sourceElement.matches("[data-lookup]");
    if (isChange && ctx.response.status < 400) forget();
    // Without a session the answer leads to the sign-in, but not away from what was typed: there it says so.
    if (ctx.response.status === 401 && (isChange || hasTyped())) delete ctx.hx.redirect;
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const { status, raw } = ctx.response ?? {};
    if (!status || ctx.hx?.retarget || ctx.text.includes("<hx-partial")) return;
    const wholePage = /^\s*<!doctype/i.test(ctx.text) && !ctx.select;
    if (status < 400 && wholePage) {
      event.preventDefault();
      forget();
      location.assign(raw.url); // a redirect was followed: go where it leads
    } else if (status >= 500 || (status >= 400 && (wholePage || byItself(ctx)))) {
      event.preventDefault();
      if (!byItself(ctx)) trouble(body.dataset.failed);
    }
  });

  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx?.request && !ctx.response && !byItself(ctx)) trouble(body.dataset.offline);
  });

  // What a filter leaves open does not stand in the address.
  document.addEventListener("htmx:config:request", (event) => {
    const { sourceElement, request } = event.detail.ctx;
    if (!sourceElement.matches(".filter-bar form")) return;
    for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
  });

  // ── Typed text: not lost by leaving the page, not sent twice ───────────────────────────────────────────────────

  const hasTyped = () => document.querySelector("form[data-changed]") !== null;
  const forget = () => document.querySelectorAll("form[data-changed]").forEach((form) => delete form.dataset.changed);

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form");
    if (form?.method === "post") form.dataset.changed = "";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post]") || form.method === "dialog") return;
    forget();
    if (form.dataset.sent !== undefined) return event.preventDefault();
    form.dataset.sent = "";
    event.submitter?.setAttribute("aria-busy", "true");
  });

  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  addEventListener("beforeunload", (event) => {
    if (hasTyped()) event.preventDefault();
  });

  // ── Clicks: close, dismiss, copy, menus ────────────────────────────────────────────────────────────────────────

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
      button.after(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    said.textContent = button.dataset.copied;
    toasts.append(said);
    button.classList.add("copied");
    setTimeout(() => { said.remove(); button.classList.remove("copied"); }, 2000);
  };

  const closeMenus = (besides) => {
    for (const menu of document.querySelectorAll("details:is(.menu, .user-menu)[open]")) {
      if (!menu.contains(besides)) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    closeMenus(event.target);
    if (at("[hx-target='#dialog']") && !at("dialog")) opener = at("[hx-target='#dialog']");
    if (at("[data-dismiss]")) at(".toast").remove();
    if (at("[data-copy]")) copy(at("[data-copy]"));
    if (at("[aria-disabled='true']")) event.preventDefault();
    if (at("dialog [data-close]")) {
      event.preventDefault();
      close(at("dialog"));
    }
  });

  // ── Lists: one box ticks all ───────────────────────────────────────────────────────────────────────────────────

  document.addEventListener("change", (event) => {
    const all = event.target.closest?.("[data-choose-all]");
    if (!all) return;
    const boxes = all.closest("table").querySelectorAll(`tbody input[name="${all.dataset.chooseAll}"]`);
    for (const box of boxes) box.checked = all.checked;
  });

  // ── Keys: `/` and Ctrl-K search, Escape closes menus ───────────────────────────────────────────────────────────

  const search = () => {
    const fields = [...document.querySelectorAll("main [data-search], [data-search]")];
    const field = fields.find((field) => field.closest("main")) ?? fields[0];
    if (!field) return false;
    if (!field.checkVisibility()) field.closest("[popover]")?.showPopover();
    field.focus();
    field.select();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const wanted = (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)
      || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey);
    if (wanted && !document.querySelector("dialog[open]") && search()) event.preventDefault();
    if (event.key === "Escape") {
      const menu = event.target.closest("details:is(.menu, .user-menu)[open]");
      closeMenus();
      menu?.querySelector("summary").focus();
    }
  });

  // ── A mail in its frame is as high as what it says: nothing of it lies below an edge ───────────────────────────

  const fit = (frame) => {
    const mail = frame.contentDocument;
    if (!mail || mail.URL === "about:blank") return;
    const set = () => {
      const edges = frame.offsetHeight - frame.clientHeight;
      frame.style.height = `${mail.documentElement.offsetHeight + edges}px`;
    };
    set();
    new ResizeObserver(set).observe(mail.documentElement);
  };

  document.addEventListener("load", ({ target }) => target.matches?.(".preview iframe") && fit(target), true);
  document.querySelectorAll(".preview iframe").forEach(fit);

  // ── An address that names a field leads into it ────────────────────────────────────────────────────────────────

  const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named && named.matches("input, select, textarea")) named.focus();
})();
