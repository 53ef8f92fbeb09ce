-- What app-ap's write does to a node, done plainly: a field of a hash, an entry of a bounded log.
--
-- KEYS[1] log   KEYS[2] key   ARGV[1] value
redis.call('HSET', KEYS[2], 'value', ARGV[1])
redis.call('XADD', KEYS[1], 'MAXLEN', '~', '1000', '*', 'key', KEYS[2], 'value', ARGV[1])
return {'wrote'}
