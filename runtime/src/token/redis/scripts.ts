/** The server's clock in milliseconds since 1970, and a number in digits: Lua would write 1e+12. */
const HELPERS = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function digits(number) return string.format('%.0f', number) end
`;

/**
 * KEYS lease, generation. ARGV nonce, lifetime. Returns the generation, or nothing while a lease lasts.
 *
 * A generation is the last one plus one, and at least the current millisecond, so a server that lost its data
 * (flushed, or replaced by a replica) never reuses one or goes back.
 */
export const ACQUIRE = `${HELPERS}
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local last = tonumber(string.match(redis.call('GET', KEYS[2]) or '', '^(%d+):') or '0')
if last > 9007199254740000 then last = 0 end
local generation = digits(math.max(last + 1, now()))
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
redis.call('SET', KEYS[2], generation .. ':' .. ARGV[1])
return generation
`;

/** KEYS generation, value. ARGV holder, value, lifetime. Returns 1, or 0 if there is a later holder. */
export const COMMIT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** KEYS generation, attempt. ARGV holder, pause, text, lifetime. Returns what COMMIT does. */
export const RECORD = `${HELPERS}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], digits(now()) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3], 'PX', ARGV[4])
return 1
`;

/** KEYS attempt. Returns the time, and what RECORD wrote. */
export const LAST_ATTEMPT = `${HELPERS}
local text = redis.call('GET', KEYS[1])
if not text then return false end
return digits(now()) .. ' ' .. text
`;

/** KEYS lease. ARGV nonce, lifetime. */
export const EXTEND = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

/** KEYS lease. ARGV nonce. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;
