"use strict";
/* One script for every map on the page. Places are fixed; it only shows, hides and names. */
for (const figure of document.querySelectorAll("figure.map")) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const picture = figure.querySelector("svg");
  const marks = [...figure.querySelectorAll("g.partner")];
  const names = [...figure.querySelectorAll("g.names text")];
  const lines = [...figure.querySelectorAll("g.ties line")];
  const said = figure.querySelector(".said");
  const controls = figure.querySelector(".controls");
  const tools = figure.querySelector(".tools"), search = tools.querySelector("input");
  const presence = data.partners.map((one) => new Set(one[6]));
  const force = (data.ties || []).map((one) => new Set(one[2]));
  const [width, height] = ["width", "height"].map((side) => picture.viewBox.baseVal[side]);
  const [least, step, most] = data.size;
  let moment = data.moments.length - 1, around = [], chosen = null, timer = null, zoom = 1, stood = -1, found = new Set();

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const count = (ties) => fill(ties === 1 ? data.said.tie : data.said.ties, { ties });
  const here = (place) => presence[place].has(moment);
  const radius = (place) => Math.min(most, least + step * Math.sqrt(around[place].size)) * Math.min(zoom, 1.6);
  const ring = (place) => radius(place) + (data.partners[place][7] ? 6 : 0);

  function neighbours() {
    around = data.partners.map(() => new Set());
    (data.ties || []).forEach(([one, other], tie) => {
      if (force[tie].has(moment)) { around[one].add(other); around[other].add(one); }
    });
  }

  function describe(place) {
    const [name, , sector, tier] = data.partners[place];
    const parts = [name, sector || data.said.no_sector];
    if (tier) parts.push(tier);
    if (data.ties) parts.push(count(around[place].size));
    return parts.join(", ");
  }

  /* Below, above, right or left of its mark: the first spot where a name covers nothing. A name
     without such a spot stays hidden until its partner is chosen. */
  function nameThem() {
    const em = data.font * zoom;
    const covers = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
    const shown = data.partners.map((_, place) => place).filter(here);
    const near = chosen === null ? shown.filter((place) => !found.size || found.has(place)) : shown.filter((place) => place === chosen || around[chosen].has(place));
    const taken = near.map((place) => {
      const [, , , , x, y] = data.partners[place], r = ring(place);
      return [x - r, y - r, x + r, y + r];
    });
    const order = near.slice().sort((a, b) => (b === chosen) - (a === chosen) || found.has(b) - found.has(a) || around[b].size - around[a].size || a - b);
    for (const name of names) name.classList.remove("named");
    for (const place of order.slice(0, 250)) {
      const name = names[place], r = ring(place) + 3, [, , , , x, y] = data.partners[place];
      const wide = name.getComputedTextLength();
      const spots = [[x, y + r + em * .85, "middle"], [x, y - r - em * .25, "middle"],
        [x + r, y + em * .35, "start"], [x - r, y + em * .35, "end"]];
      const box = ([left, base, anchor]) => {
        const from = left - (anchor === "middle" ? wide / 2 : anchor === "end" ? wide : 0);
        /* Beside its mark, a name keeps away from the next: else it could belong to either. */
        return [from - (anchor === "end" ? em : 2), base - em * .85,
          from + wide + (anchor === "start" ? em : 2), base + em * .25];
      };
      const fits = (at) => at[0] > 0 && at[1] > 0 && at[2] < width && at[3] < height
        && !taken.some((other) => covers(at, other));
      const spot = spots.find((one) => fits(box(one))) || (place === chosen && spots[0]);
      if (!spot) continue;
      name.setAttribute("x", spot[0]);
      name.setAttribute("y", spot[1]);
      name.setAttribute("text-anchor", spot[2]);
      name.classList.add("named");
      taken.push(box(spot));
    }
  }

  function choose(place) {
    chosen = place !== null && here(place) ? place : null;
    figure.classList.toggle("chosen", chosen !== null);
    if (chosen !== null) reach(chosen);
    marks.forEach((mark, index) => mark.classList.toggle("near",
      chosen !== null && (index === chosen || around[chosen].has(index))));
    lines.forEach((line, tie) => line.classList.toggle("near",
      chosen !== null && force[tie].has(moment) && data.ties[tie].slice(0, 2).includes(chosen)));
    said.textContent = chosen !== null ? describe(chosen) : search.value ? hits() : summary();
    nameThem();
  }

  /* One stop for Tab; from there the arrow keys go to the nearest partner on that side. */
  function reach(place) {
    if (stood >= 0) marks[stood].tabIndex = -1;
    stood = place;
    if (stood >= 0) marks[stood].tabIndex = 0;
  }

  function beyond(place, key) {
    const [, , , , x, y] = data.partners[place];
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    let best = null, least = Infinity;
    data.partners.forEach(([, , , , left, top], other) => {
      if (other === place || !here(other)) return;
      const ahead = (left - x) * right + (top - y) * down, aside = Math.abs((left - x) * down) + Math.abs((top - y) * right);
      const far = ahead + 2 * aside;
      if (ahead > 0 && far < least) { least = far; best = other; }
    });
    return best;
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const searched = data.partners.map(([name]) => plain(name));

  function hits() {
    const shown = [...found].slice(0, 5).map((place) => data.partners[place][0]);
    return [fill(data.said.found, { count: found.size }), shown.join(", ") + (found.size > 5 ? ", …" : "")].join(" ").trim();
  }

  function find() {
    const wanted = plain(search.value.trim());
    found = new Set(wanted ? searched.flatMap((name, place) => name.includes(wanted) ? [place] : []) : []);
    figure.classList.toggle("searching", !!wanted);
    for (const all of [marks, names]) all.forEach((one, place) => one.classList.toggle("found", found.has(place)));
    choose(null);
  }

  /* To the first that was found; where it is not there now, to the last moment that it was. */
  function goThere() {
    const places = [...found].sort((a, b) => here(b) - here(a));
    if (!places.length) return;
    if (!here(places[0])) show(Math.max(...presence[places[0]]));
    reach(places[0]);
    marks[places[0]].focus();
  }

  function summary() {
    const [partners, ties] = [presence, force].map((all) => all.filter((one) => one.has(moment)).length);
    return fill(data.ties ? data.said.now : data.said.now_unknown,
      { moment: data.moments[moment], partners, ties });
  }

  function table() {
    if (!details.open) return;
    grid.tBodies[0].replaceChildren(...data.partners.map((_, place) => place).filter(here)
      .sort((a, b) => data.partners[a][0].localeCompare(data.partners[b][0], figure.lang, { numeric: true }))
      .map((place) => {
        const row = document.createElement("tr");
        const cells = [data.partners[place][0], data.partners[place][2]];
        if (data.ties) cells.push(String(around[place].size));
        cells.forEach((cell, column) => {
          const box = row.appendChild(document.createElement("td"));
          box.textContent = cell;
          if (column === 2) box.className = "number";
        });
        return row;
      }));
  }

  function draw() {
    marks.forEach((mark, place) => {
      mark.querySelector(".mark").setAttribute("transform", `scale(${radius(place).toFixed(2)})`);
      const core = mark.querySelector(".core");
      if (core) core.setAttribute("r", radius(place) + 4.5);
    });
    choose(chosen);
  }

  function show(to) {
    moment = Math.max(0, Math.min(data.moments.length - 1, to));
    neighbours();
    marks.forEach((mark, place) => {
      mark.classList.toggle("off", !here(place));
      mark.setAttribute("aria-label", describe(place));
    });
    lines.forEach((line, tie) => line.classList.toggle("off", !force[tie].has(moment)));
    if (controls) {
      controls.querySelector("input").value = moment;
      controls.querySelector("input").setAttribute("aria-valuetext", data.moments[moment]);
      controls.querySelector("output").textContent = data.moments[moment];
    }
    if (stood < 0 || !here(stood)) reach(marks.findIndex((_, place) => here(place)));
    draw();
    table();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    said.setAttribute("aria-live", "polite");
    controls.querySelector(".play").textContent = data.words.play;
  }

  function play() {
    if (timer) return stop();
    if (moment === data.moments.length - 1) show(0);
    /* A sentence every moment would drown out whoever listens. */
    said.setAttribute("aria-live", "off");
    controls.querySelector(".play").textContent = data.words.pause;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    timer = setInterval(() => {
      show(moment + 1);
      if (moment === data.moments.length - 1) stop();
    }, calm ? 1600 : 700);
  }

  /* On a small screen, and on paper, marks and names stay large enough to read. */
  function fit() {
    const now = Math.max(1, Math.min(2.6, .88 * width / (picture.clientWidth || width)));
    if (Math.abs(now - zoom) < .02) return;
    zoom = now;
    picture.setAttribute("font-size", data.font * zoom);
    draw();
  }

  const details = document.createElement("details");
  details.appendChild(document.createElement("summary")).textContent = data.words.table;
  const scroll = details.appendChild(document.createElement("div"));
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", data.words.table);
  const grid = scroll.appendChild(document.createElement("table"));
  const head = grid.createTHead().insertRow();
  const titles = [data.words.partner, data.words.sector].concat(data.ties ? [data.words.ties_head] : []);
  titles.forEach((title, column) => {
    const cell = head.appendChild(document.createElement("th"));
    cell.textContent = title;
    cell.scope = "col";
    if (column === 2) cell.className = "number";
  });
  grid.createTBody();
  details.addEventListener("toggle", table);
  figure.appendChild(details);

  marks.forEach((mark, place) => {
    mark.tabIndex = -1;
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Escape") choose(null);
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = beyond(place, event.key);
      if (next !== null) { reach(next); marks[next].focus(); }
    });
    mark.addEventListener("mouseenter", () => choose(place));
    mark.addEventListener("focus", () => choose(place));
    mark.addEventListener("blur", () => choose(null));
    /* Where the pointer leaves, the partner that has the keyboard speaks again. */
    mark.addEventListener("mouseleave", () => {
      const focused = marks.indexOf(document.activeElement);
      choose(focused < 0 ? null : focused);
    });
  });
  let lit = null;
  const buttons = [...figure.querySelectorAll(".legend button")];
  for (const button of buttons) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      lit = lit === button ? null : button;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === lit));
      const wanted = lit ? JSON.parse(lit.dataset.sectors) : [];
      figure.classList.toggle("lit", !!lit);
      for (const all of [marks, names]) {
        all.forEach((one, place) => one.classList.toggle("bright", wanted.includes(data.partners[place][1])));
      }
    });
  }
  if (controls) {
    const go = (to) => { if (timer) stop(); show(to); };
    controls.hidden = false;
    controls.querySelector("input").addEventListener("input", (event) => go(Number(event.target.value)));
    controls.querySelector(".back").addEventListener("click", () => go(moment - 1));
    controls.querySelector(".next").addEventListener("click", () => go(moment + 1));
    controls.querySelector(".play").addEventListener("click", play);
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") goThere(); });
  tools.querySelector(".png").addEventListener("click", () => {
    const title = figure.querySelector("figcaption").textContent;
    savePicture(figure, `${title} · ${data.moments[moment]}`, `${figure.id}-${moment + 1}`);
  });
  tools.hidden = false;
  figure.classList.add("ready");
  show(moment);
  new ResizeObserver(fit).observe(picture);
}
