-- wrk … -- FORM-SECRET CSRF CHANNELS AUTHORS: a message each from any of the accounts 1, 2, …,
-- as the form of the channel's page sends it. Author N writes in channel bench-(N mod CHANNELS).

done = require("Benchmarks.load.report").done

local secret, csrf, channels, authors
local text = "I+moved+the+call+to+14%3A30+because+of+the+school+run.+Can+you+send+me+the+invoice+for+the+first+week%3F"

function init(arguments)
    secret, csrf = arguments[1], arguments[2]
    channels, authors = tonumber(arguments[3]), tonumber(arguments[4])
    math.randomseed(os.time() + math.floor(os.clock() * 1e6))
end

function request()
    local author = math.random(authors)
    local nonce = string.format("%08x-%04x-4%03x-8%03x-%06x%06x", math.random(0, 0x7fffffff), math.random(0, 0xffff),
        math.random(0, 0xfff), math.random(0, 0xfff), math.random(0, 0xffffff), math.random(0, 0xffffff))
    return wrk.format("POST", "/channels/bench-" .. author % channels .. "/messages", {
        ["Content-Type"] = "application/x-www-form-urlencoded",
        ["Cookie"] = string.format("agentor-session=%064x%s", author, secret),
    }, "csrf=" .. csrf .. "&nonce=" .. nonce .. "&message=" .. text)
end
