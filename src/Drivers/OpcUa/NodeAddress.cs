using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>How a tag names its node: by id, or by the path that leads to it.</summary>
/// <param name="Id">The node id, its namespace by URI or by index; null for a path.</param>
/// <param name="Path">The path; null for an id.</param>
internal sealed record NodeAddress(ExpandedNodeId? Id, NodePath? Path)
{
    public static bool TryParse(string? text, out NodeAddress? address, out string? problem)
    {
        (address, problem) = (null, null);
        var written = text?.Trim() ?? "";
        if (written.Length == 0)
        {
            problem = "the node is missing";
            return false;
        }
        if (written[0] == '/')
        {
            if (!NodePath.TryParse(written, out var path, out problem))
                return false;
            address = new(null, path);
            return true;
        }
        if (!ExpandedNodeId.TryParse(written, out var id) || id.IsNull)
        {
            problem = $"'{written}' is no node id and no path";
            return false;
        }
        if (id.ServerIndex != 0)
        {
            problem = $"'{written}' is a node of another server";
            return false;
        }
        address = new(id, null);
        return true;
    }

    public override string ToString() => Path?.ToString() ?? Id!.Value.ToString();
}
