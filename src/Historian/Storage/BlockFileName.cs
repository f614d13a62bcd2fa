using System.Globalization;
using Millwright.Historian.Blocks;

namespace Millwright.Historian.Storage;

/// <summary>
/// A file's name: the day it was written and the numbers of the flushes it has, <c>2026-03-09.000000000012-000000000027.blocks</c>; one that
/// was rewritten has a revision behind the numbers, <c>.r2</c>.
/// </summary>
internal readonly record struct BlockFileName(DateOnly Day, FlushRange Flushes, int Revision = 0)
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int DayLength = 10;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}.{Flushes.First:D12}-{Flushes.Last:D12}{(Revision > 0 ? $".r{Revision}" : "")}{BlockFileFormat.Extension}");

    /// <summary>Reads the name of a block file, also of one that was set aside as damaged.</summary>
    public static bool TryParse(string path, out BlockFileName name)
    {
        name = default;
        var text = Path.GetFileName(path);
        var numbers = text.Split('.') is [{ Length: DayLength }, var middle, _, ..] ? middle.Split('-') : [];
        if (numbers.Length != 2
            || !DateOnly.TryParseExact(text[..DayLength], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !ulong.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !ulong.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || last < first)
        {
            return false;
        }
        var revision = text.Split('.')[2] is ['r', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        name = new(day, new(first, last), revision);
        return true;
    }
}
