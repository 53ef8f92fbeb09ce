// Asks the cluster how it stands, twice a second, and hands that to every panel.

import * as api from './api.js';
import { byId, say, set } from './dom.js';
import { Topology } from './topology.js';
import { TwinForm } from './twin.js';
import { Chart } from './chart.js';
import { Instances } from './instances.js';
import { Log } from './log.js';

const EVERY_MS = 500;
const log = new Log(byId('log'));

/** Carries out an order; what came of it, good or bad, is told in the log. */
async function order(verb, words, more) {
  try {
    show(await api.order(verb, words, more));
  } catch (problem) {
    log.tell(`${verb} ${words.join(' ')}: ${problem.message}`, 'bad');
  }
}

const panels = [
  new Topology(byId('topology'), order),
  new TwinForm(byId('twin'), () => refresh()),
  new Chart(byId('chart'), byId('legend')),
  new Instances(byId('instances')),
  log,
];
byId('heal').addEventListener('click', () => order('heal', []));

let newest = 0;

function show(status) {
  newest = performance.now();
  byId('gone').hidden = true;
  byId('heal').disabled = Object.keys(status.faults).length === 0;
  say(byId('summary'), summary(status));
  panels.forEach(panel => panel.show(status));
}

function summary(status) {
  const up = status.nodes.filter(node => node.state === 'up').length;
  const faulty = Object.keys(status.faults).length;
  const network = faulty === 0 ? 'network whole' : `${faulty} ${faulty === 1 ? 'link' : 'links'} faulty`;
  return `${up} of ${status.nodes.length} nodes up · ${network}`;
}

/** An answer that was asked for before a newer one came is not shown. */
async function refresh() {
  const asked = performance.now();
  try {
    const status = await api.status();
    if (asked >= newest) show(status);
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

watch();
