// What follows from a status: who reaches whom, how stale each node is, how a process does.

export const isCut = faults => (faults ?? []).some(fault => !/( late|% lost)$/.test(fault));

export const linkName = (zone, node) => `${zone}:${node}`;

export const zonesWithServices = status => [...new Set(status.services.map(service => service.zone))];

export const serviceOf = (status, role, zone) =>
  status.services.find(service => service.role === role && service.zone === zone);

/** Nodes that run and that this zone has a whole link to. */
export const reached = (status, zone) => status.nodes.filter(
  node => node.state === 'up' && !isCut(status.faults[linkName(zone, node.name)]));

export const majority = status => Math.floor(status.nodes.length / 2) + 1;

/** Whether every link between this zone and the others is cut, both ways. */
export function isIsolated(status, zone) {
  const crossing = status.nodes.flatMap(node => zonesWithServices(status)
    .filter(from => (from === zone) !== (node.zone === zone))
    .map(from => status.faults[linkName(from, node.name)]));
  return crossing.length > 0 && crossing.every(isCut);
}

/**
 * The bound that app-ap states of a node: as told by the instance of its own zone, else by the first that
 * answers. ms is null where it is unknown.
 */
export function staleness(status, node) {
  const tellers = status.services.filter(service => service.role === 'ap' && node.name in service.vitals.staleness_ms);
  const teller = tellers.find(service => service.zone === node.zone) ?? tellers[0];
  return { ms: teller ? teller.vitals.staleness_ms[node.name] : null, by: teller?.name };
}

export const limit = status =>
  Math.max(0, ...status.services.map(service => service.vitals.max_staleness_ms));

/** How a process does, in a word or two, and how good that is. */
export function condition(status, part) {
  if (part.state !== 'up') return { word: part.state, grade: 'bad' };
  if (part.role === 'node') return { word: 'up', grade: 'good' };
  if (part.health === 'silent') return { word: 'does not answer', grade: 'bad' };
  if (part.role === 'cp') {
    return part.health === 'DOWN' ? { word: 'refuses', grade: 'bad' }
      : { word: part.health === 'UP' ? 'serves' : 'serves, a node out', grade: part.health === 'UP' ? 'good' : 'warn' };
  }
  if (part.health === 'DOWN') return { word: 'no node', grade: 'bad' };
  const home = status.nodes.find(node => node.zone === part.zone);
  const ms = part.vitals.staleness_ms[home.name] ?? null;
  return ms === null || ms > part.vitals.max_staleness_ms
    ? { word: ms === null ? 'answers, age unknown' : 'answers, stale', grade: 'warn' }
    : { word: 'answers', grade: 'good' };
}

export const refusals = part => part.vitals.requests['503'] ?? 0;

export const unknowns = part => part.vitals.requests['504'] ?? 0;

/** Answers in the sense of the promise: what was asked, or that it is not there or has changed. */
export const answered = part => ['200', '304', '404', '412']
  .reduce((sum, code) => sum + (part.vitals.requests[code] ?? 0), 0);
