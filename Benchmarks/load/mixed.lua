-- wrk … -- FORM-SECRET CSRF CHANNELS AUTHORS: what people do in an ordinary hour. Of forty requests two send a message, the
-- others read: channels, the list of channels, the dashboard, the first page, a look for what is new.

done = require("Benchmarks.load.report").done

local secret, csrf, channels, authors
local turn = 0

function init(arguments)
    secret, csrf = arguments[1], arguments[2]
    channels, authors = tonumber(arguments[3]), tonumber(arguments[4])
    math.randomseed(os.time())
end

function request()
    turn = turn + 1
    local author = math.random(authors)
    local channel = "/channels/bench-" .. author % channels
    local headers = { ["Cookie"] = string.format("agentor-session=%064x%s", author, secret) }
    local kind = turn % 40
    if kind % 20 == 0 then
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        local nonce = string.format("%08x-0000-4000-8000-%012x", math.random(0, 0x7fffffff), turn)
        return wrk.format("POST", channel .. "/messages", headers,
            "csrf=" .. csrf .. "&nonce=" .. nonce .. "&message=Message+" .. turn)
    elseif kind < 20 then
        return wrk.format("GET", channel, headers)
    elseif kind < 25 then
        return wrk.format("GET", "/channels", headers)
    elseif kind < 30 then
        return wrk.format("GET", "/dashboard", headers)
    elseif kind < 38 then
        return wrk.format("GET", channel .. "/changes?wait=0&after=40", headers)
    end
    return wrk.format("GET", "/")
end
