// How to do it again, and what else lies in the folder.

const FILES = [
  ['config.json', 'what was run: experiment, seed, versions, topology'],
  ['history.jsonl', 'every operation of every client, in the format of Jepsen'],
  ['faults.jsonl', 'when what was broken'],
  ['samples.jsonl', 'what the services said of themselves'],
  ['verdict.json', 'the numbers of this page'],
];

/** Of several short runs each history has a name of its own. */
const filesOf = ({ histories }) => histories
  ? [FILES[0], ...histories.map(it => [it, 'a run in which this was caught, in the format of Jepsen']), FILES[4]]
  : FILES;

const commandOf = config => config.command
  ?? (config.experiment ? `./cap run ${config.experiment}${config.stage ? ' --on ' + config.stage : ''}${config.seed === undefined ? '' : ' --seed ' + config.seed}` : null);

const reproduceSection = config => section('reproduce', 'Run it again',
  commandOf(config) ? el('pre', { tabindex: 0, 'aria-label': 'command' }, el('code', {}, commandOf(config))) : null,
  el('p', {}, 'The seed fixes what the clients and the lab choose. Judge the recorded history again, with this or another checker:'),
  el('pre', { tabindex: 0, 'aria-label': 'command' }, el('code', {}, './cap check FOLDER/' + (config.histories?.[0] ?? 'history.jsonl'))),
  el('dl', { class: 'files' }, filesOf(config).map(([name, what]) => el('div', {}, el('dt', {}, el('code', {}, name)), el('dd', {}, what)))));
