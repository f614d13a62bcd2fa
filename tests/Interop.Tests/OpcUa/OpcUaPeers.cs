using Millwright.Processes;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Starts node-opcua's programs, or skips the test by the name of what is missing.</summary>
internal static class OpcUaPeers
{
    private static string Folder { get; } = FindFolder();

    public static ChildProcess NodeOpcUa(string script, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "node-opcua")))
            Assert.Skip("needs node-opcua: npm ci in tests/Interop.Tests/peers");
        var node = ChildProcess.Find("node");
        if (node is null)
            Assert.Skip("needs node: apt-get install nodejs");
        return ChildProcess.Start(node!, [Path.Combine(Folder, script), .. arguments]);
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "Interop.Tests", "peers");
            if (Directory.Exists(peers))
                return peers;
        }
        throw new InvalidOperationException("The tests do not run from inside a checkout.");
    }
}
