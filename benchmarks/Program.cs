using Millwright.Benchmarks.Log;

var benchmarks = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["log"] = LogBenchmark.RunAsync,
};
if (args is not [var name] || !benchmarks.TryGetValue(name, out var run))
{
    await Console.Error.WriteLineAsync("usage: ./bench " + string.Join('|', benchmarks.Keys));
    return 2;
}
await run();
return 0;
