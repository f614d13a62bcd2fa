using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>Modbus over one of its transports.</summary>
internal sealed class ModbusDriver(ModbusTransport transport) : IDriver
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    public string Name => transport.Word();

    public string Summary => transport.Summary();

    public Type OptionsType => typeof(ModbusConnectionOptions);

    public Type TagOptionsType => typeof(ModbusTagOptions);

    public IEnumerable<OptionProblem> Check(object options)
    {
        var o = (ModbusConnectionOptions)options;
        foreach (var problem in transport.IsSerial() ? CheckLine(o) : CheckAddress(o))
            yield return problem;
        if (o.Timeout < ShortestTimeout || o.Timeout > LongestTimeout)
            yield return new("timeout", $"a timeout of {o.Timeout} is out of range", "choose 5 ms to 1 min");
        if (o.ConnectTimeout < ShortestTimeout || o.ConnectTimeout > LongestTimeout)
            yield return new("connect_timeout", $"a timeout of {o.ConnectTimeout} is out of range", "choose 5 ms to 1 min");
        foreach (var problem in CheckWatched("restart", o.Restart?.Register, o.Restart?.As))
            yield return problem;
        foreach (var problem in CheckWatched("ready", o.Ready?.Register, ModbusType.Uint16))
            yield return problem;
        if (transport != ModbusTransport.Tls && (o.Certificate ?? o.Trust) is not null)
            yield return new(o.Certificate is null ? "trust" : "certificate", "certificates are for modbus-tls", $"remove it, or use driver: modbus-tls instead of {Name}");
    }

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions)
    {
        var o = (ModbusTagOptions)tagOptions;
        if (!ModbusAddress.TryParse(o.Register, out var address, out var error))
        {
            yield return new("register", error!, "see docs/protocols/modbus.md");
            yield break;
        }
        var type = ModbusTag.TypeOf(o, address);
        if (address.IsBitArea && type != ModbusType.Bool)
            yield return new("as", $"{address} is a bit, not {type.ToString().ToLowerInvariant()}", "remove 'as', or choose a holding or input register");
        if (address.Bit >= 0 && type != ModbusType.Bool)
            yield return new("as", $"{address} names one bit of a register, which is bool", "remove 'as', or the bit from 'register'");
        if (type == ModbusType.String && o.Length is null)
            yield return new("length", "a string needs its length in registers (two characters each)", "add for example: length: 10");
        if (address.Bit >= 0 && o.Length > 1)
            yield return new("length", "bits inside registers cannot form an array", "remove 'length'");
        var tag = new ModbusTag(default, 0, address, type, default, o.Length ?? 1, false, default);
        var connection = (ModbusConnectionOptions)options;
        if (!address.IsBitArea && tag.Span > Math.Min(connection.MaxSpan, 125))
            yield return new("length", $"{tag.Span} registers do not fit into one request of {connection.MaxSpan}", "shorten it; a value is never read in two requests");
        if (address.Offset + tag.Span > 65_536)
            yield return new("register", $"{address} with {tag.Span} registers ends behind 65535", "correct the address");
    }

    public TagKind KindOf(object tagOptions)
    {
        var o = (ModbusTagOptions)tagOptions;
        return ModbusAddress.TryParse(o.Register, out var address, out _) ? ModbusTag.KindOf(ModbusTag.TypeOf(o, address), o.Length ?? 1) : TagKind.None;
    }

    public object AddressOf(object tagOptions) => tagOptions;

    public string AddressOfConnection(object options)
    {
        var o = (ModbusConnectionOptions)options;
        if (transport.IsSerial())
            return o.Port ?? "";
        return HostAndPort.TryParse(o.Address, transport.DefaultPort(), out var address) ? address.ToString() : o.Address ?? "";
    }

    public object? OptionsFromUri(Uri address)
    {
        if (!address.Scheme.Equals(Name, StringComparison.OrdinalIgnoreCase))
            return null;
        return transport.IsSerial()
            ? new ModbusConnectionOptions { Port = address.AbsolutePath }
            : new ModbusConnectionOptions { Address = address.IsDefaultPort || address.Port < 0 ? address.Host : $"{address.Host}:{address.Port}" };
    }

    public IReadOnlyList<TagKey> KeysOfConnection(object options) => [new(transport.IsSerial() ? "port" : "address", AddressOfConnection(options))];

    public ISource Create(SourceSetup setup) => new ModbusSource(transport, setup);

    private IEnumerable<OptionProblem> CheckAddress(ModbusConnectionOptions options)
    {
        if (options.Port is not null)
            yield return new("port", $"{Name} has no serial port", "write the TCP port into address, as in 10.0.3.17:502");
        if (string.IsNullOrWhiteSpace(options.Address))
            yield return new("address", "the address is missing", $"add for example: address: 10.0.3.17:{transport.DefaultPort()}");
        else if (!HostAndPort.TryParse(options.Address, transport.DefaultPort(), out _))
            yield return new("address", $"'{options.Address}' is no host:port", $"write for example 10.0.3.17:{transport.DefaultPort()}");
    }

    private IEnumerable<OptionProblem> CheckLine(ModbusConnectionOptions options)
    {
        if (options.Address is not null)
            yield return new("address", $"{Name} is a serial line and has no address", "use 'port', or driver: modbus-rtu-over-tcp for a serial server");
        if (string.IsNullOrWhiteSpace(options.Port))
            yield return new("port", "the serial port is missing", "add for example: port: /dev/ttyUSB0");
    }

    private static IEnumerable<OptionProblem> CheckWatched(string key, string? register, ModbusType? type)
    {
        if (register is null)
            yield break;
        if (!ModbusAddress.TryParse(register, out _, out var error))
            yield return new(key + ".register", error!, "see docs/protocols/modbus.md");
        if (type is ModbusType.String or ModbusType.Float32 or ModbusType.Float64)
            yield return new(key + ".as", $"a {type.ToString()!.ToLowerInvariant()} does not count", "choose an integer type");
    }
}
