/* The assessment grid: keys, paste and drafts. Without it the page is a plain form. */
"use strict";

(() => {
  const form = document.getElementById("assess");
  if (!form || !window.fetch) return;
  const body = form.querySelector("tbody"), say = form.dataset, PAUSE = 900, AGAIN = 5000;
  const says = document.getElementById("says"), kept = document.getElementById("kept"), alerts = document.getElementById("alerts");
  const rows = [...body.querySelectorAll("tr[data-key]")];
  const table = rows.map((row) => [...row.querySelectorAll(".cell")]);
  const places = new Map();
  table.forEach((line, y) => line.forEach((cell, x) => places.set(cell, [y, x])));
  const first = new Map([...places.keys()].map((cell) => [cell, cell.value]));
  let timer = 0, dirty = false, sending = false, stopped = false;

  document.body.classList.add("scripted");
  count();
  /* Begin where the first answer is missing. */
  const begin = table.length ? table[0].find((cell) => cell.dataset.kind !== "size" && cell.value === "") : null;
  if (begin && window.matchMedia("(min-width:48rem)").matches) begin.focus({ preventScroll: true });

  function go(y, x) {
    const line = table[Math.max(0, Math.min(y, table.length - 1))];
    const cell = line[Math.max(0, Math.min(x, line.length - 1))];
    cell.focus();
    if (cell.select) cell.select();
  }
  function set(cell, value) {
    if (cell.value === value) return true;
    if (cell.tagName === "SELECT" && ![...cell.options].some((option) => option.value === value)) return false;
    cell.value = value;
    touched();
    return true;
  }
  /* What a pasted or typed word means in the cell. */
  function meant(cell, text) {
    const word = text.trim();
    if (cell.tagName !== "SELECT") return word;
    const low = word.toLowerCase();
    if (cell.dataset.kind === "yes_no") {
      if (["1", "c", "có", "co", "x", "yes", "y"].includes(low)) return "1";
      return ["0", "k", "không", "khong", "no", "n"].includes(low) ? "0" : "";
    }
    const option = [...cell.options].find((one) => one.value === word || one.textContent.trim().toLowerCase() === low);
    return option ? option.value : "";
  }
  /* Down the column; from its foot on at the head of the next one that is not filled yet. */
  function onwards(y, x) {
    if (y + 1 < table.length) return go(y + 1, x);
    let next = x + 1;
    while (next < table[0].length && table.every((line) => line[next].value !== "")) next += 1;
    return next < table[0].length ? go(0, next) : go(y, x);
  }

  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell");
    if (!cell || event.isComposing || !places.has(cell)) return;
    const [y, x] = places.get(cell), plain = !event.altKey && !event.ctrlKey && !event.metaKey, key = event.key;
    const text = cell.tagName !== "SELECT";
    const take = (act) => { event.preventDefault(); act(); };
    if (event.ctrlKey && !event.altKey && key === "Enter") take(() => { for (let n = y + 1; n < table.length; n += 1) set(table[n][x], cell.value); });
    else if (event.ctrlKey && !event.altKey && key.toLowerCase() === "d" && y > 0) take(() => set(cell, table[y - 1][x].value));
    else if (event.ctrlKey && !event.altKey && key.toLowerCase() === "s") take(() => form.requestSubmit(form.querySelector("button[value=save]")));
    else if (!plain) return;
    else if (key === "Enter") take(() => (event.shiftKey ? go(y - 1, x) : y + 1 < table.length ? go(y + 1, x) : onwards(y, x)));
    else if (key === "ArrowDown") take(() => go(y + 1, x));
    else if (key === "ArrowUp") take(() => go(y - 1, x));
    else if (key === "ArrowLeft" && (!text || cell.selectionEnd === 0 || whole(cell))) take(() => go(y, x - 1));
    else if (key === "ArrowRight" && (!text || cell.selectionStart === cell.value.length || whole(cell))) take(() => go(y, x + 1));
    else if (key === "Escape") take(() => set(cell, first.get(cell)));
    else if (cell.dataset.kind === "yes_no") {
      const value = meant(cell, key);
      if (key.length === 1 && value) take(() => { set(cell, value); onwards(y, x); });
      else if (key === " ") take(() => set(cell, cell.value === "1" ? "0" : "1"));
      else if (key === "Backspace" || key === "Delete") take(() => set(cell, ""));
    } else if (!text && (key === "Backspace" || key === "Delete")) take(() => set(cell, ""));
  });
  function whole(cell) { return cell.selectionStart === 0 && cell.selectionEnd === cell.value.length; }

  body.addEventListener("paste", (event) => {
    const cell = event.target.closest(".cell");
    if (!cell || !event.clipboardData) return;
    const [y, x] = places.get(cell);
    const lines = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
    if (lines.length === 1 && !lines[0].includes("\t") && cell.tagName !== "SELECT") return;
    event.preventDefault();
    lines.slice(0, table.length - y).forEach((line, n) => line.split("\t").forEach((word, m) => {
      const target = table[y + n][x + m];
      if (target) set(target, meant(target, word));
    }));
  });

  body.addEventListener("input", touched);
  body.addEventListener("change", touched);

  /* A row counts when it says something of its own: an answer the register did not give, or a quantity. */
  function count() {
    let filled = 0, needs = 0;
    table.forEach((line) => {
      const quantity = line.find((cell) => cell.dataset.kind === "quantity");
      const own = line.some((cell) => (!("known" in cell.dataset) || cell.value !== first.get(cell)) && cell.dataset.kind !== "size" && cell !== quantity && cell.value !== "");
      const pieces = quantity ? Number(quantity.value) || 0 : 0;
      if (own || (quantity && quantity.value !== "")) filled += 1;
      if (pieces > 0) needs += 1;
    });
    says.textContent = say.says.replace("%(rows)s", filled).replace("%(all)s", table.length).replace("%(needs)s", needs);
  }

  function touched() {
    dirty = true;
    count();
    kept.textContent = say.waiting;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }
  function tell(words) {
    alerts.hidden = !words;
    if (alerts.textContent !== words) alerts.textContent = words;
  }
  function letter() {
    const data = new URLSearchParams(new FormData(form));
    data.set("act", "keep");
    return { method: "POST", body: data, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } };
  }
  async function keep() {
    clearTimeout(timer);
    if (stopped || sending || !dirty) return;
    sending = true;
    dirty = false;
    let fine = false;
    try {
      const answer = await fetch(location.href, letter());
      const told = /json/.test(answer.headers.get("Content-Type") || "") ? await answer.json() : null;
      fine = Boolean(told && told.kept);
      if (told && !told.kept) { stopped = true; tell(say.gone); }
      else if (!told) tell(say.lost);
    } catch (_error) {
      tell(say.lost);
    }
    sending = false;
    if (fine) { tell(""); if (!dirty) kept.textContent = say.kept; }
    else dirty = true;
    if (dirty && !stopped) timer = setTimeout(keep, fine ? PAUSE : AGAIN);
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !dirty || stopped) return;
    try { fetch(location.href, { ...letter(), keepalive: true }).catch(() => {}); } catch (_error) { /* too much for a last word */ }
  });
  window.addEventListener("beforeunload", (event) => { if (dirty && !alerts.hidden && !stopped) event.preventDefault(); });
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
  document.querySelectorAll("[data-drop]").forEach((part) => part.addEventListener("submit", () => { stopped = true; }));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
