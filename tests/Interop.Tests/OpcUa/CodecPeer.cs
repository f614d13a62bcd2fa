using Millwright.Processes;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>The binary codec of node-opcua, lent by a script.</summary>
internal static class CodecPeer
{
    /// <summary>The script's results, without their leading sign, in order.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        var folder = FindFolder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "node-opcua")))
            Assert.Skip("needs node-opcua: npm ci in tests/Interop.Tests/peers");
        var node = ChildProcess.Find("node");
        if (node is null)
            Assert.Skip("needs node: apt-get install nodejs");
        var (code, output) = await ChildProcess.RunAsync(node!, [Path.Combine(folder, "opcua_codec.mjs"), .. arguments]);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries).Where(static line => line.StartsWith("= ", StringComparison.Ordinal) || line.StartsWith("! ", StringComparison.Ordinal))];
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
