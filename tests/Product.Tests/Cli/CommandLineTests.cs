using Millwright.Fakes;
using Millwright.Flow.Sources;
using Millwright.Host.Cli;
using Millwright.Product.Tests.Configuration;

namespace Millwright.Product.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private const string Text = "plant: acme/berlin\ntimezone: UTC\nconnections: { oven: { driver: fake-tcp } }\nassets: { hall: { connection: oven, tags: { a: { register: holding 1 } } } }\n";

    private readonly TempPlant _plant = new(Text);
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly FakePlantCommands _commands = new();

    public void Dispose() => _plant.Dispose();

    [Theory]
    [InlineData("run some/plant", "run some/plant  False")]
    [InlineData("run some/plant --simulate --listen 127.0.0.1:9000", "run some/plant 127.0.0.1:9000 True")]
    [InlineData("run", "run samples/demo-plant  False")]
    [InlineData("demo", "run samples/demo-plant  True")]
    [InlineData("sim --list", "sim samples/demo-plant True ")]
    [InlineData("sim p --inject press3:unit-silence oven:power-cycle", "sim p False press3:unit-silence oven:power-cycle")]
    public async Task Verbs_of_the_composition_get_what_was_asked_for(string line, string call)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        Assert.Equal([call], _commands.Calls);
    }

    [Theory]
    [InlineData("runn", "error: millwright: ")]
    [InlineData("read", "error: millwright read: ")]
    [InlineData("write a", "error: millwright write: ")]
    [InlineData("query a --points 0", "error: millwright query: --points is outside 1 to 100000; see millwright query --help")]
    [InlineData("query a --csv --json", "error: millwright query: --csv and --json exclude each other; see millwright query --help")]
    [InlineData("run --listen here", "error: millwright run: 'here' is no address such as 127.0.0.1:8080; see millwright run --help")]
    [InlineData("user add anna --role king", "error: millwright user add: ")]
    public async Task What_is_not_understood_ends_with_2(string line, string error)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.StartsWith(error, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_out.ToString());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("demo --help")]
    [InlineData("check --help")]
    [InlineData("browse --help")]
    [InlineData("read --help")]
    [InlineData("write --help")]
    [InlineData("import --help")]
    [InlineData("query --help")]
    [InlineData("verify --help")]
    [InlineData("export --help")]
    [InlineData("sim --help")]
    [InlineData("user --help")]
    [InlineData("token --help")]
    [InlineData("token add --help")]
    [InlineData("user add --help")]
    [InlineData("mqtt --help")]
    [InlineData("mqtt publish --help")]
    [InlineData("pki --help")]
    [InlineData("pki trust --help")]
    public async Task Help_opens_with_three_examples(string line)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        var lines = _out.ToString().Split('\n');
        Assert.Equal("Examples:", lines[0]);
        Assert.All(lines[1..4], l => Assert.StartsWith("  millwright ", l, StringComparison.Ordinal));
        Assert.Empty(lines[4]);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(0, await RunAsync("--version"));
        Assert.Equal("millwright 1.2.3\n", _out.ToString());
    }

    [Fact]
    public async Task A_good_plant_is_counted()
    {
        Assert.Equal(0, await RunAsync("check", _plant.Folder));
        Assert.Equal($"{_plant.Folder}: good: 1 connection, 1 asset, 1 tag\n", _out.ToString());
    }

    [Fact]
    public async Task Errors_of_a_plant_go_to_standard_error_and_end_with_1()
    {
        _plant.Write("plant.yaml", Text.Replace("driver", "drivr", StringComparison.Ordinal));
        Assert.Equal(1, await RunAsync("check", _plant.Folder));
        Assert.Empty(_out.ToString());
        Assert.Equal(
            $"error: {_plant.Folder}/plant.yaml:3: a connection has no 'driver'; add 'driver: <text>'\n{_plant.Folder}: 1 error\n", _error.ToString());
    }

    [Fact]
    public async Task The_schema_is_json()
    {
        Assert.Equal(0, await RunAsync("check", "--schema"));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", System.Text.Json.Nodes.JsonNode.Parse(_out.ToString())!["$schema"]!.ToString());
    }

    [Theory]
    [InlineData("read a")]
    [InlineData("write a 1")]
    [InlineData("query a")]
    [InlineData("browse oven")]
    [InlineData("user list")]
    public async Task Without_an_instance_it_is_said_how_to_start_one(string line)
    {
        Assert.Equal(1, await RunAsync([.. line.Split(' '), "--plant", _plant.Folder]));
        Assert.Equal($"error: {_plant.Folder}: no running instance; start it with: millwright run {_plant.Folder}\n", _error.ToString());
    }

    [Fact]
    public async Task Values_are_aligned_and_asked_for_with_the_instances_token()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["GET /api/v1/values"] = (200, """
            {"items":[
              {"tag":"hall/a","text":"48.3 °C","quality":{"code":0,"name":"Good","is":"good","reason":null},"time":"2026-11-22T16:00:00.0000000Z","ageMs":420},
              {"tag":"hall/longer","text":"7","quality":{"code":1,"name":"BadNoCommunication","is":"bad","reason":"device silent"},"time":null,"ageMs":130000}]}
            """);
        Assert.Equal(0, await RunAsync("read", "hall/a", "hall/longer", "--plant", _plant.Folder));
        Assert.Equal(
            "hall/a       48.3 °C  Good                                0.4 s  2026-11-22T16:00:00.0000000Z\n"
            + "hall/longer  7        BadNoCommunication (device silent)  2 min  -\n",
            _out.ToString());
        Assert.Equal(["GET /api/v1/values?tag=hall%2Fa&tag=hall%2Flonger Bearer secret-token"], instance.Requests);
    }

    [Fact]
    public async Task A_refused_write_says_why_and_what_to_do()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["POST /api/v1/writes"] = (422, """{"code":"range","detail":"99 is outside 40..60.","remedy":"write a value from 40 to 60"}""");
        Assert.Equal(1, await RunAsync("write", "hall/a", "99", "--reason", "try", "--plant", _plant.Folder));
        Assert.Equal("error: hall/a: 99 is outside 40..60; write a value from 40 to 60\n", _error.ToString());
        Assert.EndsWith("""{"tag":"hall/a","value":99,"reason":"try"}""", instance.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("-4.5", "-4.5")]
    [InlineData("running", "\"running\"")]
    [InlineData("[1]", "\"[1]\"")]
    public async Task A_written_value_keeps_its_type(string text, string json)
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["POST /api/v1/writes"] = (200, """{"outcome":"done","readBack":1,"auditId":7}""");
        Assert.Equal(0, await RunAsync("write", "--plant", _plant.Folder, "hall/a", "--", text));
        Assert.EndsWith($$"""{"tag":"hall/a","value":{{json}}}""", instance.Requests[0], StringComparison.Ordinal);
        Assert.Equal("hall/a  done  read back 1  audit 7\n", _out.ToString());
    }

    [Fact]
    public async Task History_comes_as_rows_or_as_csv()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["GET /api/v1/history"] = (200, """{"series":[{"tag":"hall/a","t":[0,1000],"v":[1.5,null],"min":[1,2],"max":[2,3],"n":[10,4],"q":[0,2]}]}""");
        Assert.Equal(0, await RunAsync("query", "hall/a", "--from", "now-1h", "--plant", _plant.Folder));
        Assert.Equal(
            "1970-01-01T00:00:00.0000000Z  hall/a  1.5  1  2  10  good\n1970-01-01T00:00:01.0000000Z  hall/a  -    2  3  4   bad\n", _out.ToString());
        Assert.StartsWith("GET /api/v1/history?tag=hall%2Fa&from=now-1h&to=now&points=100", instance.Requests[0], StringComparison.Ordinal);
        _out.GetStringBuilder().Clear();
        instance.Answers["GET /api/v1/history"] = (200, "time,tag\n1,hall/a\n");
        Assert.Equal(0, await RunAsync("query", "hall/a", "--csv", "--plant", _plant.Folder));
        Assert.Equal("time,tag\n1,hall/a\n", _out.ToString());
        Assert.Contains("text/csv", instance.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public async Task Verify_ends_with_1_when_the_sums_do_not_add_up(long logged, int exit)
    {
        _commands.Report = new(
            new(default, [new("oven", 10, 2, 1, logged, 2, 0, 0)], [new("historian", 5, 5, 5, 0, 0)], []),
            logged == 5 ? [] : ["oven: 10 sampled, 11 accounted for"]);
        Assert.Equal(exit, await RunAsync("verify", _plant.Folder));
        Assert.StartsWith($"oven  sampled=10  suppressed=2  rejected=1  logged={logged}  pending=0  lost=2\nhistorian  offered=5", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(exit == 1, _error.ToString().StartsWith($"error: {_plant.Folder}: oven: 10 sampled, 11 accounted for; ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("browse nothing://host:1", "error: nothing://host:1: no driver speaks 'nothing'; use fake-tcp or fake-serial\n")]
    [InlineData("browse fake-tpc://host:1", "error: fake-tpc://host:1: no driver speaks 'fake-tpc'; write 'fake-tcp://'\n")]
    [InlineData("browse fake-tcp://host:1", "error: fake-tcp://host:1: nobody is there; switch it on\n")]
    [InlineData("read fake-tcp://host:1", "error: fake-tcp://host:1: it is not said what to read; write it after the address; millwright browse fake-tcp://host:1 shows what there is\n")]
    public async Task A_bare_address_that_leads_nowhere_is_said(string line, string error)
    {
        Assert.Equal(1, await RunAsync(line.Split(' ')));
        Assert.Equal(error, _error.ToString());
    }

    [Fact]
    public async Task A_device_is_browsed_and_read_without_any_plant()
    {
        var drivers = new IDriver[] { new FakeDriver("fake-tcp") { Source = new FakeSource() } };
        using var plant = new TempPlant(Text) { Drivers = drivers };
        Assert.Equal(0, await RunAsync(plant, "browse", "fake-tcp://host:1"));
        Assert.Equal("1    Unit 1     unit      -          -      -\n1/0  Holding 0  register  holding 0  int16  -5\n", _out.ToString());
        _out.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync(plant, "read", "fake-tcp://host:1", "holding 3", "register: holding 4, as: int16"));
        Assert.Equal("holding 3  int32  100  Good\nholding 4  int32  101  Good\n", _out.ToString());
        Assert.Equal(1, await RunAsync(plant, "read", "fake-tcp://host:1", "regster: holding 4"));
        Assert.StartsWith("error: regster: holding 4: unknown key 'regster' in a tag of a fake-tcp connection; write 'register'", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_instances_file_is_for_its_owner_alone_and_a_dead_process_counts_as_none()
    {
        var data = Directory.CreateDirectory(PlantFolder.DataOf(_plant.Folder)).FullName;
        new InstanceFile("http://127.0.0.1:1", "t", int.MaxValue).Write(data);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "instance.json")));
        Assert.Equal(1, await RunAsync("read", "a", "--plant", _plant.Folder));
        Assert.Contains("no running instance", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_typed_at_a_terminal_is_never_shown()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["POST /api/v1/users"] = (201, "{}");
        var keys = Typed("wrong\u0015Rüben wachsem\bn gut\r");
        Assert.Equal(0, await RunAsync(new CliConsole(_out, _error, TextReader.Null, true) { Keys = keys.Dequeue }, "user", "add", "anna", "--role", "operator", "--plant", _plant.Folder));
        var sent = System.Text.Json.Nodes.JsonNode.Parse(instance.Requests[0][instance.Requests[0].IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(("anna", "operator", "Rüben wachsen gut"), (sent["name"]!.ToString(), sent["role"]!.ToString(), sent["password"]!.ToString()));
        Assert.Equal("password: \n", _error.ToString());
        Assert.Equal("anna  operator  added\n", _out.ToString());
    }

    [Fact]
    public async Task A_password_that_is_piped_in_is_one_line_of_it()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers["POST /api/v1/users"] = (201, "{}");
        Assert.Equal(0, await RunAsync(new CliConsole(_out, _error, new StringReader("four unrelated words here\nmore\n"), true), "user", "add", "anna", "--plant", _plant.Folder));
        Assert.Contains("\"password\":\"four unrelated words here\"", instance.Requests[0], StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\u0004")]
    public async Task Without_a_password_no_account_is_asked_for(string typed)
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        Assert.Equal(1, await RunAsync(new CliConsole(_out, _error, TextReader.Null, true) { Keys = Typed(typed).Dequeue }, "user", "add", "anna", "--plant", _plant.Folder));
        Assert.EndsWith("error: anna: no password on standard input; type it, or pipe it in\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(instance.Requests);
    }

    [Fact]
    public async Task Who_breaks_off_at_the_password_need_not_press_a_key()
    {
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        using var stop = new CancellationTokenSource();
        using var key = new ManualResetEventSlim();
        ConsoleKeyInfo Wait()
        {
            stop.Cancel();
            key.Wait(CancellationToken.None);
            return default;
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new CliConsole(_out, _error, TextReader.Null, true) { Keys = Wait }.ReadSecretAsync("password: ", stop.Token));
        key.Set();
    }

    private static Queue<ConsoleKeyInfo> Typed(string text) => new(text.Select(c => c switch
    {
        '\r' => new ConsoleKeyInfo(c, ConsoleKey.Enter, false, false, false),
        '\b' => new ConsoleKeyInfo(c, ConsoleKey.Backspace, false, false, false),
        '\u0015' => new ConsoleKeyInfo(c, ConsoleKey.U, false, false, true),
        '\u0004' => new ConsoleKeyInfo(c, ConsoleKey.D, false, false, true),
        _ => new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false),
    }));

    private Task<int> RunAsync(params string[] arguments) => RunAsync(_plant, arguments);

    private Task<int> RunAsync(TempPlant plant, params string[] arguments) => RunAsync(plant, new(_out, _error, TextReader.Null, false), arguments);

    private Task<int> RunAsync(CliConsole console, params string[] arguments) => RunAsync(_plant, console, arguments);

    private Task<int> RunAsync(TempPlant plant, CliConsole console, string[] arguments) =>
        new CommandLine(plant.Loader, _commands, console, new ManualClock(), "1.2.3").RunAsync(arguments, CancellationToken.None);
}
