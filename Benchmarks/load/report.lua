-- What every script for wrk shares: one line of figures at the end, for load.py.

local report = {}

function report.done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'figures {"requests": %d, "microseconds": %d, "p50": %d, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end

return report
