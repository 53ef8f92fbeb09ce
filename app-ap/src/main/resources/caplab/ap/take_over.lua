-- Ends a resync: every key of both ends was merged, so what the source had applied when it began
-- is applied here too. From now on the node states a bound (AP-5 and AP-8).
--
-- ARGV[3] source   [4] its applied vector from the beginning   [5] TIME of this node before that,
-- or ''   [6] its epoch then   [7] lives that the source knows of
local refused = refusal() or source_moved(ARGV[3])
if refused then return refused end
if not sound() then return wrong_type() end
despite_full()
local others = join(vector(fence[6]), vector(ARGV[4]))
others.p[fence[1]] = nil
fence[5], fence[6] = '1', vector_text(others)
redis.call('HSET', KEYS[1], 'ready', '1', 'seen', fence[6])
learn(ARGV[7])
mark(ARGV[3], ARGV[5], ARGV[6], now())
return greeting()
