namespace Millwright.OpcUa.Server;

/// <summary>The methods of FileType; the numbers are their ids in namespace 0 (OPC 10000-20, 4.2).</summary>
internal enum FileMethod : uint
{
    Open = 11580,
    Close = 11583,
    Read = 11585,
    Write = 11588,
    GetPosition = 11590,
    SetPosition = 11593,
}
