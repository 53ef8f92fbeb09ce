-- Appends the first argument to the key and answers {length, run_id}.
local length = redis.call('APPEND', KEYS[1], ARGV[1])
return {length, ARGV[2]}
