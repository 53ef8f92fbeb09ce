// What was run, and in one glance how it ended.

const VERDICTS = {
  held: { icon: '✓', word: 'held' },
  violated: { icon: '✕', word: 'violated' },
  undecided: { icon: '?', word: 'undecided' },
};

const verdictOf = it => VERDICTS[it.verdict] ? it.verdict : 'undecided';

const badge = verdict => el('span', { class: 'badge ' + verdict },
  el('span', { class: 'icon', 'aria-hidden': 'true' }, VERDICTS[verdict].icon), VERDICTS[verdict].word);

const conclusion = verdicts => {
  const of = verdict => verdicts.filter(it => verdictOf(it) === verdict).length;
  const promises = verdicts.length === 1 ? 'promise' : 'promises';
  if (verdicts.length === 0) return ['undecided', 'Nothing was judged'];
  if (of('violated')) return ['violated', `${of('violated')} of ${verdicts.length} ${promises} violated`];
  if (of('undecided')) return ['undecided', `${of('undecided')} of ${verdicts.length} ${promises} undecided`];
  return ['held', verdicts.length === 1 ? 'The promise held' : `All ${verdicts.length} promises held`];
};

const facts = config => {
  const topology = config.topology ?? {};
  const size = list => Array.isArray(list) ? list.length : list;
  const versions = Object.entries(config.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ['stage', config.stage],
    ['seed', config.seed],
    ['lasted', data.timeline.duration_ms ? seconds(data.timeline.duration_ms) : null],
    ['started', config.started ? String(config.started).replace('T', ' ').replace(/\.\d+/, '') : null],
    ['topology', topology.nodes ? `${size(topology.nodes)} nodes, ${size(topology.zones)} zones` : null],
    ['MAX_STALENESS_MS', topology.max_staleness_ms ? count(topology.max_staleness_ms) : null],
    ['versions', versions.length ? versions.join(' · ') : null],
  ].filter(([, value]) => value !== null && value !== undefined);
};

const fillHeader = (header, config, verdicts) => {
  const [verdict, text] = conclusion(verdicts);
  const name = [config.experiment, config.title].filter(Boolean).join(' ') || 'A run';
  document.title = `${name}: ${text} · CAP Lab`;
  header.append(
    el('p', { class: 'kicker' }, 'CAP Lab', config.experiment ? el('span', {}, config.experiment) : null),
    el('h1', {}, config.title ?? config.experiment ?? 'A run'),
    config.question ? el('p', { class: 'question' }, config.question) : null,
    el('p', { class: 'conclusion ' + verdict },
      el('span', { class: 'icon', 'aria-hidden': 'true' }, VERDICTS[verdict].icon), el('span', {}, text)),
    el('dl', { class: 'facts' }, facts(config).map(([term, value]) =>
      el('div', {}, el('dt', {}, term), el('dd', {}, String(value))))));
};
