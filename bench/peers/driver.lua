-- What every Lua program here shares: drive(work) runs `work(n)`, whose result is printed.
--
--     luajit PROGRAM SIZE                        prints the result
--     luajit PROGRAM SIZE SECONDS LEAST MOST     repeats it, as bench/worker.py does
local ffi = require("ffi")
ffi.cdef([[
    typedef struct { long seconds; long nanoseconds; } bayan_time;
    int clock_gettime(int clock, bayan_time *time);
]])
local time = ffi.new("bayan_time")

local function now()
    ffi.C.clock_gettime(1, time)
    return tonumber(time.seconds) + tonumber(time.nanoseconds) * 1e-9
end

local function text(result)
    if type(result) == "number" then return string.format("%.0f", result) end
    return result
end

return function(work)
    local size, seconds = tonumber(arg[1]), tonumber(arg[2])
    if not seconds then
        print(text(work(size)))
        return
    end
    local least, most = tonumber(arg[3]), tonumber(arg[4])
    local times, result = {}, nil
    local begun = now()
    while #times < most do
        local started = now()
        result = work(size)
        local ended = now()
        times[#times + 1] = ended - started
        if #times >= least and ended - begun >= seconds then break end
    end
    print("result " .. text(result))
    for _, taken in ipairs(times) do print(string.format("time %.9f", taken)) end
end
