using System.Diagnostics.Metrics;
using System.Text.Json;
using Millwright.Publish.Modbus;
using Millwright.Publish.Plant;

namespace Millwright.Host.Publishing;

/// <summary>The Modbus face, kept as the configuration has it, and its figures for <c>/metrics</c>.</summary>
internal sealed class ModbusPublisher : IAsyncDisposable
{
    private readonly PublisherParts _parts;
    private volatile ModbusFace? _face;
    private string? _current;

    public ModbusPublisher(PublisherParts parts, Meter meter)
    {
        _parts = parts;
        meter.CreateObservableGauge("modbus.connections", () => Status?.Connections ?? 0, null, "Connections of Modbus clients.");
        meter.CreateObservableCounter("modbus.requests", () => Status?.Requests ?? 0, null, "Requests of Modbus clients.");
        meter.CreateObservableCounter("modbus.exceptions", () => Status?.Exceptions ?? 0, null, "Requests of Modbus clients that were answered by an exception.");
        meter.CreateObservableCounter("modbus.written", () => Status?.Written ?? 0, null, "Values that Modbus clients wrote.");
        meter.CreateObservableCounter("modbus.write_refusals", Refusals, null, "Writes of Modbus clients that were refused, by cause.");
    }

    /// <summary>How the face is doing, null while it is off.</summary>
    public ModbusFaceStatus? Status => _face?.Status;

    /// <summary>Puts the options and the plant in place; clients of unchanged options stay connected.</summary>
    public async Task ApplyAsync(ModbusFaceOptions? options, PublishedPlant plant)
    {
        var wanted = JsonSerializer.Serialize(options);
        if (_face is { } running && options is not null && _current == wanted)
        {
            running.Apply(plant);
            return;
        }
        await DisposeAsync();
        if (options is null)
            return;
        (_face, _current) = (new(new(_parts.Bus, _parts.Writes, ProgramVersion.Text, _parts.Clock, _parts.Logger), options, plant), wanted);
    }

    private IEnumerable<Measurement<long>> Refusals() =>
        Status?.WriteRefusals.Select(r => new Measurement<long>(r.Value, KeyValuePair.Create<string, object?>("cause", r.Key.ToString()))) ?? [];

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _face, null) is { } face)
            await face.DisposeAsync();
    }
}
