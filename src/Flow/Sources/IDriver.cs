using Millwright.Model;

namespace Millwright.Flow.Sources;

/// <summary>A kind of connection: one entry of the explicit list of drivers.</summary>
public interface IDriver
{
    /// <summary>The word in the configuration, such as <c>modbus-tcp</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for help and schema.</summary>
    string Summary { get; }

    /// <summary>The class of the connection's options: public settable properties with <c>Description</c> attributes, made with <c>new()</c>.</summary>
    Type OptionsType { get; }

    /// <summary>The class of a tag's options, in the same form.</summary>
    Type TagOptionsType { get; }

    /// <summary>Checks a connection's options without any I/O; all problems at once.</summary>
    IEnumerable<OptionProblem> Check(object options);

    /// <summary>Checks a tag's options against its connection's without any I/O; all problems at once.</summary>
    IEnumerable<OptionProblem> CheckTag(object options, object tagOptions);

    /// <summary>The kind of the raw values that a tag will deliver.</summary>
    TagKind KindOf(object tagOptions);

    /// <summary>
    /// Something whose text is the tag's address in the words of the driver, for pages: <c>holding 100</c>. Where it can be the options
    /// themselves it should be, so that nothing is kept twice.
    /// </summary>
    object AddressOf(object tagOptions);

    /// <summary>The connection's address, for pages: <c>10.0.3.17:502</c>.</summary>
    string AddressOfConnection(object options);

    /// <summary>Options for a bare address, as <c>millwright browse modbus-tcp://host:502</c> gives it; null when it is not this driver's scheme.</summary>
    object? OptionsFromUri(Uri address);

    /// <summary>Checks what a command calls, without any I/O; a driver that calls nothing says so.</summary>
    IEnumerable<OptionProblem> CheckCommand(CommandAddress address) =>
        [new("method", $"the driver {Name} calls no methods", "write a tag instead, or use a driver that calls")];

    /// <summary>The connection's keys, as its configuration has them, that stand for options made from a bare address.</summary>
    IReadOnlyList<TagKey> KeysOfConnection(object options) => [new("address", AddressOfConnection(options))];

    /// <summary>Makes a source; no I/O.</summary>
    ISource Create(SourceSetup setup);
}
