// Asks twice a second what was seen since, and hands that to every panel.

import * as api from './api.js';
import { byId, say, set } from './dom.js';
import { Topology } from './topology.js';
import { TwinForm } from './twin.js';
import { Chart } from './chart.js';
import { LATENCY, STALENESS, THROUGHPUT } from './kinds.js';
import { Instances } from './instances.js';
import { Load } from './load.js';
import { Log } from './log.js';
import { Guide } from './guide.js';
import { Undo } from './undo.js';
import { listen } from './keys.js';
import { explain } from './terms.js';

const EVERY_MS = 500;
const log = new Log(byId('log').firstElementChild);
const undo = new Undo();
let now = { faults: {} };
let newest = 0;

/** One order after the other, so that whoever is quick takes back what he just did. */
let doing = Promise.resolve();
const afterwards = act => { doing = doing.then(act); return doing; };

/** Carries out an order; what came of it shows in what is seen next, what went wrong in the log. */
const order = (verb, words, more) => afterwards(async () => {
  undo.remember(verb, words, now.faults);
  await carryOut(verb, words, more);
});

async function carryOut(verb, words, more) {
  try {
    await api.order(verb, words, more);
  } catch (problem) {
    log.tell(`${verb} ${words.join(' ')}: ${problem.message}`, 'bad');
  }
  await refresh();
}

const takeBack = () => afterwards(async () => {
  for (const [verb, words, more] of undo.orders(now.faults)) await carryOut(verb, words, more);
});

const topology = new Topology(byId('topology'), order);
const twin = new TwinForm(byId('twin'), (request, both, again) => {
  if (!again) guide.heard(request, both);
  refresh();
});
const guide = new Guide(byId('guide'), byId('start'), order, twin);
const chart = (id, kind) => new Chart(byId(id), byId(id).nextElementSibling, kind);
/** These are told of everything that was seen, the others of the last alone. */
const memory = [log, chart('staleness', STALENESS), chart('throughput', THROUGHPUT), chart('latency', LATENCY)];
const panels = [topology, twin, new Instances(byId('instances')), new Load(byId('load')), ...memory.slice(1), guide];

byId('heal').addEventListener('click', () => order('heal', []));
byId('undo').addEventListener('click', takeBack);
byId('help').addEventListener('click', () => byId('keys').showModal());
listen({
  digit: key => topology.toggle(`g${key}`),
  h: () => order('heal', []),
  r: () => twin.read(),
  u: takeBack,
  g: () => byId('start').click(),
  '?': () => byId('keys').showModal(),
});

function show({ takes_orders: takesOrders, seen }) {
  byId('gone').hidden = true;
  byId('watching').hidden = takesOrders;
  byId('start').hidden = !takesOrders;
  byId('load').parentElement.hidden = !takesOrders;
  if (!takesOrders) byId('load').checked = false;
  const later = seen.filter(each => each.at_ms > newest);
  if (later.length === 0) return;
  later.forEach(each => memory.forEach(panel => panel.add(each)));
  newest = later.at(-1).at_ms;
  now = later.at(-1).status;
  byId('heal').disabled = Object.keys(now.faults).length === 0;
  byId('undo').disabled = undo.empty;
  say(byId('summary'), summary(now));
  panels.forEach(panel => panel.show(now));
}

function summary(status) {
  const up = status.nodes.filter(node => node.state === 'up').length;
  const faulty = Object.keys(status.faults).length;
  const network = faulty === 0 ? 'network whole' : `${faulty} ${faulty === 1 ? 'link' : 'links'} faulty`;
  return `${up} of ${status.nodes.length} nodes up · ${network}`;
}

async function refresh() {
  try {
    show(await api.history(newest));
  } catch (silent) {
    byId('gone').hidden = false;
    say(byId('summary'), 'no answer');
  }
}

async function watch() {
  if (!document.hidden) await refresh();
  set(document.body, 'data-live', true);
  setTimeout(watch, EVERY_MS);
}

explain();
watch();
