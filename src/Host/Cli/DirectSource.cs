using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Binding;

namespace Millwright.Host.Cli;

/// <summary>A device by its bare address, without a plant.</summary>
/// <param name="Driver">Whose scheme it is.</param>
/// <param name="Options">The driver's options for it.</param>
internal sealed record DirectSource(IDriver Driver, object Options)
{
    /// <summary>True for <c>scheme://…</c>.</summary>
    public static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Finds the driver for an address.</summary>
    /// <exception cref="CliFailure">No driver has the scheme, or the address is wrong.</exception>
    public static DirectSource Open(IReadOnlyList<IDriver> drivers, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            throw new CliFailure(address, "it is no address", "write one such as modbus-tcp://10.0.3.17:502");
        foreach (var driver in drivers)
        {
            if (driver.OptionsFromUri(uri) is not { } options)
                continue;
            var problem = driver.Check(options).FirstOrDefault();
            return problem is null ? new(driver, options) : throw new CliFailure(address, problem.Problem, problem.Remedy);
        }
        var names = drivers.Select(d => d.Name).ToList();
        throw new CliFailure(
            address, $"no driver speaks '{uri.Scheme}'",
            NearestWord.Find(uri.Scheme, names) is { } near ? $"write '{near}://'" : $"use {Words.List(names)}");
    }

    public string AddressText =>
        Driver.AddressOfConnection(Options) is var address && IsAddress(address) ? address : $"{Driver.Name}://{address}";

    /// <summary>Does something with the connected device.</summary>
    /// <exception cref="CliFailure">The device does not do what is asked.</exception>
    public async Task<T> UseAsync<T>(
        IReadOnlyList<SourceTag> tags, TimeProvider clock, Func<ISource, Task<T>> use, CancellationToken cancellation)
    {
        try
        {
            await using var source = Driver.Create(new("cli", Options, tags, clock));
            await source.StartAsync(cancellation);
            return await use(source);
        }
        catch (SourceException failure)
        {
            throw new CliFailure(AddressText, failure.Fault.Problem, failure.Fault.Remedy);
        }
    }
}
