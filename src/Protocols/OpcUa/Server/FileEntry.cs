using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>A file object and who has it open; guarded by the table that holds it.</summary>
internal sealed class FileEntry(NodeId id, IServedFile content)
{
    public NodeId Id { get; } = id;

    public IServedFile Content { get; } = content;

    public int Readers { get; set; }

    public bool HasWriter { get; set; }

    public int OpenCount => Readers + (HasWriter ? 1 : 0);
}
