// What the page does beyond links and forms: keys, places in the letter, live changes, countdowns.
// Everything here is comfort; without it the page reads and decides all the same.
(() => {
  "use strict";
  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, dialog[open]");
  const visible = (element) => element.getClientRects().length > 0;

  // Keys (WCAG 2.2, 2.1.4: they can be turned off).
  const rows = () => [...document.querySelectorAll(".rows li > a")];
  const here = () => rows().findIndex((row) => row === document.activeElement || row.ariaCurrent);
  const step = (by) => {
    const all = rows();
    const focused = all.indexOf(document.activeElement);
    const from = focused >= 0 ? focused : here();
    all[Math.max(0, Math.min(all.length - 1, from + by))]?.focus();
  };
  const first = (selector) => [...document.querySelectorAll(selector)].find(visible);
  const commands = {
    j: () => step(1),
    k: () => step(-1),
    e: () => first("#case .field input, #case .field select")?.focus(),
    x: () => rows()[Math.max(0, here())]?.parentElement.querySelector("input[type=checkbox]")?.click(),
    "?": () => document.getElementById("help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    const found = first(`[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "Enter" && (!found || event.target.closest("a, button, summary"))) return;
    if (!found && !commands[event.key]) return;
    event.preventDefault();
    if (!found) commands[event.key]();
    else if (found.matches("input")) found.focus();
    else found.click();
  });

  // From a field to the words it came from.
  const light = (field) => {
    document.querySelectorAll("mark.lit").forEach((mark) => mark.classList.remove("lit"));
    if (!field) return;
    const marks = [...document.querySelectorAll("mark[data-fields]")]
      .filter((mark) => mark.dataset.fields.split(" ").includes(field));
    marks.forEach((mark) => mark.classList.add("lit"));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    marks[0]?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };
  document.addEventListener("focusin", (event) => light(event.target.dataset?.evidence));
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.evidence === undefined) return;
    const isOld = field.matches("select")
      ? [...field.options].every((option) => option.selected === option.defaultSelected)
      : field.value === field.defaultValue;
    field.classList.toggle("changed", !isOld);
  });

  // Two minutes left, one minute left: how long a decision can be taken back.
  const countDown = () => document.querySelectorAll("time[data-until]").forEach((time) => {
    const left = Math.max(0, Math.round((new Date(time.dataset.until) - Date.now()) / 1000));
    const said = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    time.title ||= time.textContent;
    time.textContent = `${time.title} (${said})`;
  });
  setInterval(countDown, 1000);

  // Changes by others: the frame and the list are drawn anew, what is being typed stays.
  let asked = "";
  const refresh = (event) => {
    if (document.hidden) return;
    asked = location.href;
    const shown = document.getElementById("case")?.dataset.version;
    const address = new URL(location.href);
    if (shown) address.searchParams.set("shown", shown);
    htmx.ajax("GET", address.pathname + address.search, {
      source: document.body,
      swap: "none",
      selectOOB: "#top:outerMorph,#notices:outerMorph,#list:outerMorph,#welcome:outerMorph,#stale:outerMorph",
      push: "false",
      headers: event ? { "Mailreg-Live": "yes" } : {}, // what others or time do keeps nobody signed in
    });
  };
  // A page that nobody sees listens to nothing: a browser has six connections to a host.
  let source = null;
  const listen = () => {
    if (document.hidden || source) return;
    source = new EventSource(document.body.dataset.live);
    source.addEventListener("changed", refresh);
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(listen, 10000);
    });
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      listen();
      refresh();
    }
  });
  if (document.body.dataset.live) {
    listen();
    // What only time changes (ages, a server that is silent, a figure that is old) nobody tells.
    setInterval(() => refresh("time"), 60000);
  }

  // On a phone the tabs are a row that is longer than the screen.
  const showTab = () => {
    const tab = document.querySelector(".tabs [aria-current]");
    const row = tab?.closest("ul");
    if (row) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  };

  // An answer that comes when another page is open already belongs to the one that was left.
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx?.swap !== "none" || asked === location.href) return;
    event.preventDefault();
    refresh("late");
  });

  // A page that came by htmx begins where a page begins.
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx?.target !== document.body || event.detail.ctx?.swap === "none") return;
    scrollTo(0, 0);
    countDown();
    showTab();
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx?.response?.status === 401) location.reload();
  });
  countDown();
  showTab();
})();
