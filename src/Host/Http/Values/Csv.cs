using System.Buffers;
using System.Globalization;
using System.Text;

namespace Millwright.Host.Http.Values;

/// <summary>Writes CSV (RFC 4180) into a buffer.</summary>
internal sealed class Csv(IBufferWriter<byte> output)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public void Line(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                Put(",");
            Cell(cells[i]);
        }
        Put("\r\n");
    }

    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private void Cell(string text)
    {
        if (text.AsSpan().ContainsAny(Special))
            Put("\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
        else
            Put(text);
    }

    private void Put(string text) => Encoding.UTF8.GetBytes(text, output);
}
