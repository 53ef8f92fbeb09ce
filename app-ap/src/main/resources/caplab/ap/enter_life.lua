-- A new life of the node, by compare-and-set on the old one (AP-8). What the log held stays applied
-- under the old incarnation, and in the log as long as others need it; nothing is promised about
-- age until the node is level with another one.
--
-- A robbed node forgets what it has applied, the log, and the ids that it knows of what was superseded,
-- and its log begins at 2: whoever has not seen the position 1 that never was is resynced from it
-- before it renews a watermark (AP-6).
--
-- ARGV[2] incarnation now in the fence, '' for none   [3] the new one   [4] 1 if there is no other node
if fence[1] and node_of(fence[1]) ~= node_of(ARGV[3]) then return {'misplaced', node_of(fence[1])} end
if (fence[1] or '') ~= ARGV[2] then return {'moved', fence[1] or ''} end
if not sound() then return wrong_type() end
local robbed = fence[13] == '1'
local old = not robbed and fence[1] and seen_text() or ''
local names = {}
for _, inc in pairs(lives((fence[8] or '') .. ',' .. ARGV[3])) do names[#names + 1] = inc end
table.sort(names)
despite_full()
if robbed then redis.call('UNLINK', KEYS[2], HELD) end
local logs = not robbed and fence[1] and table.concat(lives_in_log(), ',') or ''
fence = {ARGV[3], ARGV[1], robbed and '1' or '0', digits(tonumber(fence[4] or '0') + 1), ARGV[4], old, '',
  table.concat(names, ','), fence[9] or '0', now(), fence[11], fence[12], '', logs}
redis.call('HSET', KEYS[1], 'inc', fence[1], 'run', fence[2], 'pos', fence[3], 'epoch', fence[4],
  'ready', fence[5], 'seen', fence[6], 'marks', fence[7], 'view', fence[8], 'dropped', fence[9], 'since', fence[10],
  'robbed', '', 'logs', logs)
return greeting()
