using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>What is wanted of one node's references, and how far it was told.</summary>
/// <param name="Node">The node.</param>
/// <param name="Position">Where its references go on.</param>
/// <param name="Direction">Forward, inverse or both.</param>
/// <param name="ReferenceType">The type's node; -1 for all.</param>
/// <param name="IncludeSubtypes">Whether subtypes of the type count.</param>
/// <param name="Classes">Classes of targets; none for all.</param>
/// <param name="Fields">What is told of each.</param>
/// <param name="MaxReferences">The most in one answer.</param>
internal readonly record struct BrowsePoint(
    NodeHandle Node, int Position, BrowseDirection Direction, int ReferenceType, bool IncludeSubtypes, NodeClass Classes, BrowseResultMask Fields, int MaxReferences);
