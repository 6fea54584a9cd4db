// Shows `/_simulator/view` as it changes, and presses the control API's buttons.

const API = "/_simulator/";
const KINDS = { peering: ["peerings", "VPC peering"], endpoint: ["endpoints", "Endpoint"] };
const ACTS = { accept: "Accept", reject: "Reject", expire: "Let expire", delete: "Delete" };
const FAULTS = {
  lost: ["its answer is lost", { effect: "drop_after_commit" }],
  dropped: ["it is lost", { effect: "drop_before_commit" }],
  unavailable: ["it is answered with 503", { effect: { answer: { body: "unavailable", headers: {}, status: 503 } } }],
  slow: ["it takes ten seconds longer", { delay: "10s" }],
};

const $ = (id) => document.getElementById(id);

/** An element; a child that is a string is text, and one that is false is none. */
function el(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((one) => one !== false));
  return made;
}

let tenants = [];
const badge = (who) => el("span", { className: `badge of-${tenants.indexOf(who) % 4}` }, who);

/** What is rendered anew only when it changes, so that nobody's click or focus is lost to somebody else's call. */
const shown = new Map();
function render(place, content, make) {
  const text = JSON.stringify(content);
  if (shown.get(place) === text) return;
  shown.set(place, text);
  const focused = document.activeElement?.id;
  $(place).replaceChildren(...make());
  if (focused) $(focused)?.focus();
}

function until(now, then) {
  const minutes = Math.max(0, Math.round((Date.parse(then) - Date.parse(now)) / 60000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  return days ? `${days} d${hours ? ` ${hours} h` : ""}` : hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

function waiting(one, side, now) {
  const { requester, accepter, waits_for: what } = one;
  if (what === "accept") return `Waiting for ${accepter.who} to accept`;
  if (what === "answer") {
    const expiry = one.expires_at ? ` · expires in ${until(now, one.expires_at)}` : "";
    return `Waiting for ${accepter.who} to answer${expiry}`;
  }
  if (what) return what.status ? `Becomes ${what.status}` : "Being deleted";
  if (!one.is_connected || requester.who === accepter.who) return "";
  return `Connected with ${side === accepter ? requester.who : accepter.who}`;
}

function connection(one, side, now) {
  const [list, kind] = KINDS[one.kind];
  const { requester, accepter } = one;
  const isOwn = requester.who === accepter.who;
  const tone = one.is_connected ? "connected" : one.waits_for ? "pending" : "ended";
  const acts = isOwn ? [...new Set([...accepter.may, ...requester.may])] : side.may;
  const path = `${requester.vpc_id} → ${one.service_id ? `service ${one.service_id}` : accepter.vpc_id}`;
  const title = one.name || path;
  const buttons = acts.map((act) => el("button", {
    id: `${act} ${one.id} ${side === accepter ? "accepter" : "requester"}`,
    className: act === "accept" ? "primary" : act === "expire" ? "" : "danger",
    ariaLabel: `${ACTS[act]} ${title}`,
    onclick: (event) => press(event.target, `${list}/${one.id}/${act}`, `${ACTS[act]}: ${title}`),
  }, ACTS[act]));
  const toward = isOwn ? ["within this tenant"] : side === accepter ? ["from ", badge(requester.who)] : ["to ", badge(accepter.who)];
  const waits = waiting(one, side, now);
  return el("article", { className: `connection ${tone}` },
    el("header", {}, el("h5", {}, title), el("span", { className: `status ${tone}` }, one.status)),
    el("p", { className: "quiet" }, `${kind} `, ...toward),
    title !== path && el("p", {}, el("code", {}, path)),
    el("p", { className: "quiet" }, el("code", {}, one.id)),
    waits !== "" && el("p", { className: "waits" }, waits),
    buttons.length > 0 && el("div", { className: "acts" }, ...buttons));
}

function tenant(who, all, now) {
  const sides = all.flatMap((one) => {
    if (one.accepter.who === who) return [[one, one.accepter]];
    return one.requester.who === who ? [[one, one.requester]] : [];
  });
  const clouds = [...new Set(sides.map(([one]) => one.cloud))].sort();
  const toAnswer = sides.filter(([one, side]) => typeof one.waits_for === "string" && side === one.accepter).length;
  return el("section", { className: `tenant of-${tenants.indexOf(who) % 4}` },
    el("header", {}, el("h3", {}, "Tenant ", badge(who)),
      el("span", { className: "quiet" }, toAnswer > 0 && `${toAnswer} to answer`)),
    clouds.length === 0 && el("p", { className: "empty" }, "Nothing requested and nothing received yet."),
    ...clouds.map((cloud) => {
      const here = sides.filter(([one]) => one.cloud === cloud);
      const ids = [...new Set(here.map(([, side]) => side.tenant))].join(", ");
      return el("div", { className: "cloud" }, el("h4", {}, `${cloud} `, el("code", {}, ids)),
        ...here.map(([one, side]) => connection(one, side, now)));
    }));
}

/** Waiting asks the same again and again: that is one row. */
function folded(calls) {
  const rows = [];
  for (const call of calls) {
    const same = [call.access_key, call.api, call.path, call.status, call.end].join("\n");
    if (rows.at(-1)?.same === same) rows.at(-1).times += 1;
    else rows.push({ call, same, times: 1 });
  }
  return rows;
}

function callRow({ call, times }) {
  const { access_key: who, api, method, path, status, executed, end } = call;
  const ends = { open: "…", dropped: "no answer", aborted: "hung up", answered: `${status}` };
  const also = executed && executed !== status ? ` (${executed} done)` : "";
  const failed = end !== "open" && !(status < 400);
  return el("tr", { title: `${method} ${path}` },
    el("td", {}, new Date(call.at).toLocaleTimeString("en-GB")),
    el("td", {}, who ? badge(who) : "–"),
    el("td", {}, ...(api ?? `${method} ${path}`).split(/(?=[A-Z/])/).flatMap((part) => [el("wbr"), part]), times > 1 && el("span", { className: "quiet" }, ` × ${times}`)),
    el("td", { className: failed ? "bad" : "" }, ends[end] + also));
}

function faultRow({ match, times, seen, skip, ...rule }) {
  const same = ([, body]) => JSON.stringify(body.effect ?? null) === JSON.stringify(rule.effect) && (body.delay ?? "0s") === rule.delay;
  const what = Object.values(FAULTS).find(same)?.[0] ?? JSON.stringify(rule.effect ?? { delay: rule.delay, late: rule.late });
  const left = times == null ? "every call" : `${Math.max(0, times - Math.max(0, seen - skip))} left`;
  const on = Object.values(match).filter(Boolean).join(", ") || "any call";
  return el("li", {}, el("span", {}, `${on}: ${what} (${left})`));
}

function options(select, values) {
  const known = new Set([...select.options].map((one) => one.value));
  select.append(...values.filter((one) => one && !known.has(one)).map((one) => el("option", { value: one }, one)));
}

function show(view) {
  const { now, connections, calls, faults } = view;
  const met = connections.flatMap((one) => [one.requester.who, one.accepter.who]);
  tenants = [...new Set([...view.tenants, ...met.sort()])];
  render("tenants", [now, connections], () => tenants.map((who) => tenant(who, connections, now)));
  $("more").textContent = view.hidden ? `${view.hidden} more are not shown: those that were answered longest ago.` : "";
  render("calls", [tenants, calls], () => folded(calls).map(callRow));
  render("faults", faults, () => [...faults.map(faultRow), faults.length > 0 && el("li", {}, el("button", {
    id: "calm", onclick: (event) => press(event.target, "faults", "No call is disturbed any more", "DELETE"),
  }, "Disturb none"))].filter(Boolean));
  const form = $("disturb").elements;
  options(form.access_key, tenants.concat(calls.map((call) => call.access_key)));
  options(form.api, [...new Set(calls.map((call) => call.api))].sort());
}

let silence;
function say(text, isBad) {
  $("said").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => say("", false), isBad ? 8000 : 3000);
  if (text === "") clearTimeout(silence);
}

async function press(button, path, done, method = "POST", body) {
  button.disabled = true;
  try {
    const answer = await fetch(API + path, { method, body });
    const { error } = answer.ok ? {} : await answer.json();
    say(error ?? done, Boolean(error));
  } catch {
    say("The simulator does not answer. Is it still running?", true);
  }
  button.disabled = false;
}

$("disturb").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = Object.fromEntries(new FormData(event.target));
  const match = Object.fromEntries(["access_key", "api"].filter((name) => chosen[name]).map((name) => [name, chosen[name]]));
  const rule = { match, times: 1, ...FAULTS[chosen.what][1] };
  press(event.submitter, "faults", "The next such call is disturbed", "POST", JSON.stringify(rule));
});

function link(text, isLive) {
  $("link").className = isLive ? "live" : "";
  if ($("link").textContent !== text) $("link").textContent = text;
}
const source = new EventSource(`${API}view`);
source.onmessage = (event) => {
  link(`Live at ${location.host}`, true);
  show(JSON.parse(event.data));
};
source.onerror = () => link("Connection lost, trying again", false);
