using Millwright.Benchmarks.Figures;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>What taking numeric values from a Read response and from a notification allocates and costs, without sockets: counted, not estimated.</summary>
internal static class DecodeCost
{
    private const int Values = 1000;
    private const int WarmUp = 2_000;
    private const int Messages = 20_000;

    private delegate double Decoding(UaReader reader);

    public static Figure[] Measure()
    {
        Console.WriteLine($"{Messages:N0} messages of {Values:N0} doubles with status and both times, decoded into a sum");
        var time = UaDateTime.From(TimeProvider.System.GetUtcNow());
        var values = Enumerable.Range(0, Values).Select(n => new DataValue(new Variant(n + 0.5), default, time, time)).ToArray();
        var read = Encoded(new ReadResponse(values, []).Encode);
        var notification = Encoded(new DataChangeNotification([.. values.Select((v, n) => new MonitoredItemNotification((uint)n, v))], []).Encode);
        return [.. Figures("Read response", read, SumRead), .. Figures("notification", notification, SumChanges)];
    }

    private static byte[] Encoded(Action<UaWriter> encode)
    {
        using var writer = new UaWriter(1 << 16);
        encode(writer);
        return writer.Written.ToArray();
    }

    private static double SumRead(UaReader reader)
    {
        var sum = 0.0;
        foreach (var value in new ReadResponseView(reader))
            sum += value.Value.AsDouble();
        return sum;
    }

    private static double SumChanges(UaReader reader)
    {
        var sum = 0.0;
        foreach (var item in new DataChangeView(reader))
            sum += item.Value.Value.AsDouble();
        return sum;
    }

    private static Figure[] Figures(string what, byte[] message, Decoding decode)
    {
        const double Expected = Values * Values / 2.0;
        Repeat(message, decode, WarmUp);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = TimeProvider.System.GetTimestamp();
        var sum = Repeat(message, decode, Messages);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (sum != Expected * Messages)
            throw new BenchmarkException($"a {what} was decoded to other values");
        Console.WriteLine($"{what,-16}{seconds * 1e9 / Messages / Values:F1} ns a value, {allocated:N0} bytes allocated for {(long)Messages * Values:N0} values");
        return [Figure.Budget($"opcua decoding a {what}, allocation", (double)allocated / Messages / Values, 0, "bytes/value")];
    }

    private static double Repeat(byte[] message, Decoding decode, int times)
    {
        var sum = 0.0;
        for (var n = 0; n < times; n++)
            sum += decode(new UaReader(message));
        return sum;
    }
}
