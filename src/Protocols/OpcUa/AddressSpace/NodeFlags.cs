namespace Millwright.OpcUa.AddressSpace;

[Flags]
internal enum NodeFlags : byte
{
    None = 0,
    Abstract = 1,
    Symmetric = 2,
    Historizing = 4,
    Executable = 8,
    ContainsNoLoops = 16,
    HasExtras = 32,
}
