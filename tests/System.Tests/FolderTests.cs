using Millwright.Processes;
using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>Folders and files that the program may not read or write: said by name with reason and remedy, never as a stack trace.</summary>
public sealed class FolderTests
{
    private const string Yaml =
        """
        connections:
          device: { driver: modbus-tcp, address: "127.0.0.1:1", unit: 1, scan: 100 ms }
        assets:
          line/machine: { connection: device, tags: { speed: { register: holding 0 } } }
        """;

    [Theory]
    [InlineData("run", "mkdir data; chmod 555 data", "/data/log")]
    [InlineData("run", "chmod 555 .", "/data:")]
    [InlineData("run", "mkdir -p data/log/cursors data/historian data/ledger data/audit; touch data/tags.registry; chmod -R a+rwX data; chmod 555 data", "/data:")]
    [InlineData("run", "mkdir -p data/historian; chmod 777 data; chmod 000 data/historian", "/data/historian")]
    [InlineData("run", "mkdir -p data/audit; chmod 777 data; chmod 000 data/audit", "/data/audit")]
    [InlineData("run", "mkdir data; chmod 777 data; touch data/tags.registry; chmod 000 data/tags.registry", "/data/tags.registry")]
    [InlineData("run", "mkdir data; chmod 777 data; echo '[]' > data/accounts.json; chmod 000 data/accounts.json", "/data/accounts.json")]
    [InlineData("run", "chmod 000 plant.yaml", "plant.yaml")]
    [InlineData("check", "chmod 000 plant.yaml", "plant.yaml")]
    [InlineData("run", "chmod 000 .", "")]
    [InlineData("check", "chmod 000 .", "")]
    [InlineData("verify", "mkdir -p data/log/cursors; touch data/log/00000000000000000001.log; chmod -R 000 data/log/*", "/data/log")]
    public async Task What_may_not_be_read_or_written_is_named_with_reason_and_remedy(string verb, string arrange, string place)
    {
        using var plant = new TemporaryPlant(Yaml);
        try
        {
            await ShellAsync(plant.Folder, $"chmod 755 .; {arrange}");
            var (code, output) = await UnprivilegedAsync(verb, plant.Folder);
            Assert.True(code == 1, $"exit code {code}\n{output}");
            var error = Assert.Single(output.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
            Assert.Contains(place.StartsWith('/') || place.Length == 0 ? plant.Folder + place : place, error, StringComparison.Ordinal);
            Assert.Matches("denied|may not", error);
            Assert.Matches("; .*(this user|right to)", error);
            Assert.DoesNotContain("\n   at ", output, StringComparison.Ordinal);
            Assert.DoesNotContain("backup", error, StringComparison.Ordinal);
        }
        finally
        {
            await ShellAsync("/", $"chmod -R u+rwX {plant.Folder}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_system_that_is_read_only_is_told_with_or_without_data_on_it(bool hasData)
    {
        var folder = Directory.CreateTempSubdirectory("millwright-read-only-").FullName;
        if (!Environment.IsPrivilegedProcess || (await ChildProcess.RunAsync("/bin/mount", ["-t", "tmpfs", "tmpfs", folder])).ExitCode != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("needs root and mount: run as root with CAP_SYS_ADMIN");
        }
        try
        {
            var plant = new TemporaryPlant(Yaml, folder);
            if (hasData)
            {
                await using var millwright = await MillwrightProcess.StartAsync(plant);
                await millwright.StopAsync();
            }
            await ShellAsync("/", $"mount -o remount,ro {folder}");
            var (code, output) = await MillwrightProcess.VerbAsync("run", folder, "--listen", "127.0.0.1:0");
            Assert.True(code == 1, $"exit code {code}\n{output}");
            Assert.Contains($"error: {folder}/data: ", output, StringComparison.Ordinal);
            Assert.Contains("Read-only file system", output, StringComparison.Ordinal);
            Assert.Matches("; (see that|let it be) .*this user", output);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
        finally
        {
            await ChildProcess.RunAsync("/bin/umount", ["-l", folder]);
            Directory.Delete(folder);
        }
    }

    /// <summary>The places in the log could not be stored, and the program ended in a stack trace.</summary>
    [Fact]
    public async Task A_folder_of_the_log_that_becomes_read_only_while_running_does_not_break_the_end()
    {
        using var plant = new TemporaryPlant(Yaml);
        await ShellAsync(plant.Folder, "chmod 777 .");
        try
        {
            // History must have taken something: only then is there a place of the ledger to store.
            await using (var first = ChildProcess.Start(Program, Arguments("run", plant.Folder, "--listen", "127.0.0.1:0")))
            {
                await first.LineAsync("data     ");
                await first.InterruptAsync(TimeSpan.FromSeconds(60));
            }
            await using var program = ChildProcess.Start(Program, Arguments("run", plant.Folder, "--listen", "127.0.0.1:0"));
            await program.LineAsync("data     ");
            await ShellAsync(plant.Folder, "chmod 555 data/log/cursors");
            await program.InterruptAsync(TimeSpan.FromSeconds(60));
            Assert.True(program.ExitCode == 0, program.Output);
            Assert.DoesNotContain("Unhandled", program.Output, StringComparison.Ordinal);
            Assert.Contains("stopping", program.Output, StringComparison.Ordinal);
        }
        finally
        {
            await ShellAsync("/", $"chmod -R u+rwX {plant.Folder}");
        }
    }

    private static string Program => Environment.IsPrivilegedProcess ? "/usr/bin/setpriv" : Repository.Program;

    /// <summary>Root may do anything, so the program runs as nobody then.</summary>
    private static string[] Arguments(params string[] verb)
    {
        if (!Environment.IsPrivilegedProcess)
            return verb;
        if (!File.Exists("/usr/bin/setpriv"))
            Assert.Skip("needs setpriv: apt-get install util-linux");
        return ["--reuid=65534", "--regid=65534", "--clear-groups", "--", Repository.Program, .. verb];
    }

    private static async Task<(int Code, string Output)> UnprivilegedAsync(string verb, string folder)
    {
        var (code, _) = await ChildProcess.RunAsync(Program, Arguments("--version"));
        if (code != 0)
            Assert.Skip($"needs a checkout that every user may read: {Repository.Program}");
        return await ChildProcess.RunAsync(Program, Arguments(verb == "run" ? ["run", folder, "--listen", "127.0.0.1:0"] : [verb, folder]));
    }

    private static async Task ShellAsync(string folder, string commands)
    {
        var (code, output) = await ChildProcess.RunAsync("/bin/sh", ["-c", commands], folder);
        Assert.True(code == 0, output);
    }
}
