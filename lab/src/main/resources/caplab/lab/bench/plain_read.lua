-- What app-ap's read asks of a node, done plainly: fourteen fields of a record, TIME, a key's hash.
--
-- KEYS[1] record   KEYS[2] key
local fence = redis.call('HMGET', KEYS[1], 'inc', 'run', 'pos', 'epoch', 'ready', 'seen', 'marks',
  'view', 'dropped', 'since', 'least', 'lost', 'robbed', 'logs')
local time = redis.call('TIME')
-- Webdis shows no list within a list.
return {fence[1], fence[4], time[1], time[2], unpack(redis.call('HGETALL', KEYS[2]))}
