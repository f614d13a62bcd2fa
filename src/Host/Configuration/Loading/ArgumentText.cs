using System.Globalization;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>A command's argument as people write it.</summary>
internal static class ArgumentText
{
    /// <summary>Reads a value of a kind; false when the text is none.</summary>
    public static bool TryRead(string text, TagKind kind, out TagValue value)
    {
        value = TagValue.None;
        switch (kind)
        {
            case TagKind.String:
                value = TagValue.Of(text);
                return true;
            case TagKind.Boolean when bool.TryParse(text, out var truth):
                value = TagValue.Of(truth);
                return true;
            case var number when number.IsInteger() && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return TagValue.Of(whole).TryConvert(kind, out value);
            case var number when number.IsFloat() && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real):
                return TagValue.Of(real).TryConvert(kind, out value);
            default:
                return false;
        }
    }
}
