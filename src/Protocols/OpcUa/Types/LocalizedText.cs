namespace Millwright.OpcUa.Types;

/// <summary>A text for people with its language (OPC 10000-3, 8.5). Either part may be null.</summary>
/// <param name="Locale">RFC 3066 language, for instance <c>en-US</c>.</param>
/// <param name="Text">The text.</param>
public readonly record struct LocalizedText(string? Locale, string? Text)
{
    public LocalizedText(string? text)
        : this(null, text)
    {
    }

    public bool IsNull => Locale is null && Text is null;

    public override string ToString() => Text ?? "";
}
