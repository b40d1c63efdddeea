"use strict";
/* One script for every map on the page. Places are fixed; it only shows, hides and names. */
for (const figure of document.querySelectorAll("figure.map")) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const marks = [...figure.querySelectorAll("g.partner")];
  const lines = [...figure.querySelectorAll("g.ties line")];
  const said = figure.querySelector(".said");
  const controls = figure.querySelector(".controls");
  const presence = data.partners.map((one) => new Set(one[6]));
  const force = (data.ties || []).map((one) => new Set(one[2]));
  let moment = data.moments.length - 1, chosen = null, timer = null;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const size = (ties) => Math.min(24, 6.5 + 2.1 * Math.sqrt(ties));
  const here = (place) => presence[place].has(moment);

  function neighbours() {
    const around = data.partners.map(() => new Set());
    (data.ties || []).forEach(([one, other], tie) => {
      if (force[tie].has(moment)) { around[one].add(other); around[other].add(one); }
    });
    return around;
  }

  function describe(place, around) {
    const [name, , sector, tier] = data.partners[place];
    const parts = [name, sector || data.said.no_sector];
    if (tier) parts.push(tier);
    if (data.ties) parts.push(fill(data.said.ties, { ties: around[place].size }));
    return parts.join(", ");
  }

  /* Names that would cover another name or mark stay hidden until the partner is chosen. */
  function nameThem(around) {
    const taken = [];
    const em = marks.length ? parseFloat(getComputedStyle(marks[0].querySelector("text")).fontSize) : 12.5;
    const boxes = data.partners.map((one, place) => {
      const r = size(around[place].size);
      return [one[4] - r, one[5] - r, one[4] + r, one[5] + r];
    });
    const order = data.partners.map((_, place) => place).filter(here)
      .sort((a, b) => around[b].size - around[a].size || a - b);
    marks.forEach((mark) => mark.classList.remove("named"));
    for (const place of order) {
      const [, , , , x, y] = data.partners[place];
      const text = marks[place].querySelector("text");
      const half = text.textContent.length * em * .29 + 3, top = y + size(around[place].size) + 13 - em;
      const box = [x - half, top, x + half, top + em * 1.2];
      const covers = (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
      if (box[0] > 0 && box[2] < 1000 && !taken.some(covers)
          && !boxes.some((other, index) => index !== place && here(index) && covers(other))) {
        taken.push(box);
        marks[place].classList.add("named");
      }
    }
  }

  function choose(place) {
    chosen = place;
    const around = neighbours();
    const near = place === null ? null : new Set([place, ...around[place]]);
    figure.classList.toggle("chosen", place !== null);
    marks.forEach((mark, index) => mark.classList.toggle("near", !!near && near.has(index)));
    lines.forEach((line, tie) => line.classList.toggle("near",
      place !== null && force[tie].has(moment) && data.ties[tie].slice(0, 2).includes(place)));
    if (place !== null) said.textContent = describe(place, around);
  }

  function table(around) {
    const body = figure.querySelector("tbody");
    if (!body || !figure.querySelector("details").open) return;
    body.replaceChildren(...data.partners.map((one, place) => place).filter(here)
      .sort((a, b) => data.partners[a][0].localeCompare(data.partners[b][0]))
      .map((place) => {
        const row = document.createElement("tr");
        const cells = [data.partners[place][0], data.partners[place][2]];
        if (data.ties) cells.push(String(around[place].size));
        for (const cell of cells) row.appendChild(document.createElement("td")).textContent = cell;
        return row;
      }));
  }

  function show(to) {
    moment = Math.max(0, Math.min(data.moments.length - 1, to));
    const around = neighbours();
    marks.forEach((mark, place) => {
      const r = size(around[place].size);
      mark.classList.toggle("off", !here(place));
      mark.setAttribute("tabindex", here(place) ? "0" : "-1");
      mark.setAttribute("aria-label", describe(place, around));
      mark.querySelector(".mark").setAttribute("transform", `scale(${r})`);
      mark.querySelector("text").setAttribute("y", r + 13);
      const core = mark.querySelector(".core");
      if (core) core.setAttribute("r", r + 4.5);
    });
    lines.forEach((line, tie) => line.classList.toggle("off", !force[tie].has(moment)));
    nameThem(around);
    const partners = presence.filter((one) => one.has(moment)).length;
    const ties = force.filter((one) => one.has(moment)).length;
    said.textContent = fill(data.ties ? data.said.now : data.said.now_unknown,
      { moment: data.moments[moment], partners, ties });
    if (controls) {
      controls.querySelector("input").value = moment;
      controls.querySelector("input").setAttribute("aria-valuetext", data.moments[moment]);
      controls.querySelector("output").textContent = data.moments[moment];
    }
    if (chosen !== null) choose(here(chosen) ? chosen : null);
    table(around);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    controls.querySelector(".play").textContent = data.words.play;
  }

  function play() {
    if (timer) return stop();
    if (moment === data.moments.length - 1) show(0);
    controls.querySelector(".play").textContent = data.words.pause;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    timer = setInterval(() => {
      show(moment + 1);
      if (moment === data.moments.length - 1) stop();
    }, calm ? 1600 : 700);
  }

  const details = document.createElement("details");
  details.appendChild(document.createElement("summary")).textContent = data.words.table;
  const grid = details.appendChild(document.createElement("table"));
  const head = grid.createTHead().insertRow();
  const titles = [data.words.partner, data.words.sector].concat(data.ties ? [data.words.ties_head] : []);
  for (const title of titles) head.appendChild(document.createElement("th")).textContent = title;
  grid.createTBody();
  details.addEventListener("toggle", () => table(neighbours()));
  figure.appendChild(details);

  marks.forEach((mark, place) => {
    mark.addEventListener("mouseenter", () => choose(place));
    mark.addEventListener("focus", () => choose(place));
    for (const leave of ["mouseleave", "blur"]) mark.addEventListener(leave, () => choose(null));
  });
  let lit = null;
  for (const button of figure.querySelectorAll(".legend button")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      lit = lit === button ? null : button;
      for (const one of figure.querySelectorAll(".legend button")) one.setAttribute("aria-pressed", String(one === lit));
      const wanted = lit ? JSON.parse(lit.dataset.sectors) : [];
      figure.classList.toggle("lit", !!lit);
      marks.forEach((mark, place) => mark.classList.toggle("bright", wanted.includes(data.partners[place][1])));
    });
  }
  if (controls) {
    controls.hidden = false;
    controls.querySelector("input").addEventListener("input", (event) => { if (timer) stop(); show(Number(event.target.value)); });
    controls.querySelector(".back").addEventListener("click", () => show(moment - 1));
    controls.querySelector(".next").addEventListener("click", () => show(moment + 1));
    controls.querySelector(".play").addEventListener("click", play);
  }
  figure.classList.add("ready");
  show(moment);
}
