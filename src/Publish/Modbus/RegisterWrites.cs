using System.Net;
using Microsoft.Extensions.Logging;
using Millwright.Flow.Tags;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;
using Millwright.Model;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.Modbus;

/// <summary>
/// What Modbus clients write, asked of the gate tag by tag in the order of their addresses. A request is first looked at as a whole: unless each
/// of its values is complete and its tag writable, nothing is written.
/// </summary>
internal sealed class RegisterWrites(RegisterMap map, ModbusFaceOptions options, TagTable tags, RegisterWriteParts parts)
{
    /// <summary>The face's name in identities and in the audit trail.</summary>
    private const string Via = "modbus";

    private readonly IPNetwork[] _from = [.. (options.WriteFrom ?? []).Select(ModbusFaceOptions.Network)];

    /// <summary>Whether any tag of the map can be written at all.</summary>
    public bool IsOn { get; } = options.WritesAs is not null && map.Slots.Any(s => s.IsWritable);

    /// <summary>Writes.</summary>
    /// <param name="write">What the client asks; its values as they are to stand in the registers, a mask already applied.</param>
    /// <param name="done">Told each tag's new value once the device has it.</param>
    public async ValueTask<ModbusExceptionCode> WriteAsync(ModbusWrite write, Action<RegisterSlot, TagValue> done)
    {
        if (options.WritesAs is not { } role || !IPEndPoint.TryParse(write.Peer, out var peer) || AddressOf(peer) is not { } address || !Array.Exists(_from, n => n.Contains(address)))
            return Refuse(write, RegisterWriteCause.NotAllowed, "the client may not write");
        if (Plan(write, out var values, out var problem) is { } cause)
            return Refuse(write, cause, problem);
        var who = new Identity($"{Via}:{address}", role, Via);
        var reason = $"Modbus function {(int)write.Function} at {new ModbusAddress(write.Area, write.Address)}";
        foreach (var (slot, value) in values)
        {
            if (!tags.TryGet(slot.Tag, out var tag))
                return Refuse(write, RegisterWriteCause.NoTag, $"{slot.Path} is gone");
            var answer = await parts.Writes.WriteAsync(tag.Path, value, who, reason, parts.Ending).ConfigureAwait(false);
            if (RegisterWriteCauses.Of(answer.End) is { } refusal)
                return Refuse(write, refusal, $"{slot.Path}: {answer.Problem}");
            parts.Tally.Count();
            done(slot, value);
        }
        return ModbusExceptionCode.None;
    }

    /// <summary>The values of a request by tag; what is wrong with it as a whole, null when nothing is.</summary>
    public RegisterWriteCause? Plan(ModbusWrite write, out IReadOnlyList<(RegisterSlot Slot, TagValue Value)> values, out string problem)
    {
        var found = new List<(RegisterSlot, TagValue)>();
        (values, problem) = (found, "");
        var end = write.Address + write.Values.Length;
        for (var at = (int)write.Address; at < end;)
        {
            if (map.At(write.Area, at) is not { } slot)
            {
                problem = $"no tag stands at {new ModbusAddress(write.Area, (ushort)at)}";
                return RegisterWriteCause.NoTag;
            }
            if (!slot.IsWritable)
            {
                problem = $"{slot.Path} is not writable";
                return RegisterWriteCause.NotWritable;
            }
            if (slot.Offset != at || slot.Offset + slot.Count > end)
            {
                problem = $"{slot.Path} takes {slot.Count} registers from {slot.Register} on, all in one request";
                return RegisterWriteCause.Torn;
            }
            if (!RegisterReader.TryRead(slot, options.WordOrder, write.Values.Span.Slice(at - write.Address, slot.Count), out var value))
            {
                problem = $"{slot.Path} takes 0 or 1";
                return RegisterWriteCause.Value;
            }
            found.Add((slot, value));
            at += slot.Count;
        }
        return null;
    }

    /// <summary>Counts a refusal and says it.</summary>
    public ModbusExceptionCode Refuse(ModbusWrite write, RegisterWriteCause cause, string problem)
    {
        parts.Tally.Count(cause);
        ModbusFaceLog.WriteRefused(parts.Logger, write.Peer, new ModbusAddress(write.Area, write.Address).ToString(), problem);
        return cause.Exception();
    }

    private static IPAddress AddressOf(IPEndPoint peer) => peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
}

/// <summary>What writing by registers is made of.</summary>
/// <param name="Writes">The way to the gate.</param>
/// <param name="Tally">Where it is counted.</param>
/// <param name="Logger">Where refusals are said.</param>
/// <param name="Ending">The face ends.</param>
internal sealed record RegisterWriteParts(IPlantWrites Writes, RegisterWriteTally Tally, ILogger Logger, CancellationToken Ending);
