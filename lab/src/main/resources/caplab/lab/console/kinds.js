// What the charts draw: staleness of each node; requests and latency of each service, from the traffic there is.

import { duration } from './dom.js';
import { answered, limit, refusals, staleness, unknowns } from './cluster.js';

const SERVICES = { 'app-cp': 'cp', 'app-ap': 'ap' };
const rounded = value => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });

export const STALENESS = {
  title: 'Staleness bound',
  values: status => Object.fromEntries(status.nodes.map(node => [node.name, staleness(status, node).ms])),
  ink: (name, i) => `node${i + 1}`,
  tell: duration,
  axis: ms => `${ms / 1000} s`,
  least: 1000,
  limit,
  limitName: 'MAX_STALENESS_MS',
};

/** What a service's instances did since the look before; an instance that began anew counts from zero. */
function since(status, before, role, of) {
  return status.services.filter(part => part.role === role).reduce((sum, part) => {
    const old = before.status.services.find(each => each.name === part.name && each.pid === part.pid);
    return sum + Math.max(0, of(part) - (old ? of(old) : 0));
  }, 0);
}

const requests = part => answered(part) + refusals(part) + unknowns(part);

const ofEach = (before, value) => Object.fromEntries(
  Object.entries(SERVICES).map(([name, role]) => [name, before ? value(role) : null]));

export const THROUGHPUT = {
  title: 'Requests per second',
  values: (status, before, time) => ofEach(before, role =>
    since(status, before, role, requests) * 1000 / (time - before.time)),
  ink: name => `${SERVICES[name]}-drawn`,
  tell: value => value === null ? 'unknown' : `${rounded(value)} /s`,
  axis: value => `${rounded(value)} /s`,
  least: 2,
};

export const LATENCY = {
  title: 'Mean time to an answer',
  values: (status, before) => ofEach(before, role => {
    const count = since(status, before, role, requests);
    return count === 0 ? null : since(status, before, role, part => part.vitals.busy_ms) / count;
  }),
  ink: name => `${SERVICES[name]}-drawn`,
  tell: value => value === null ? 'no request' : `${rounded(value)} ms`,
  axis: ms => ms < 1000 ? `${rounded(ms)} ms` : `${ms / 1000} s`,
  least: 5,
};
