using Millwright.Drivers;
using Millwright.Drivers.OpcUa;
using Millwright.Flow.Options;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Product.Tests.Drivers;

public sealed class OpcUaDriverTests
{
    private readonly IDriver _driver = DriverList.All.Single(d => d.Name == "opc-ua");

    [Fact]
    public void An_address_alone_is_a_good_connection() => Assert.Empty(_driver.Check(Options(_ => { })));

    public static TheoryData<string, Action<OpcUaConnectionOptions>> Wrong => new()
    {
        { "address", o => o.Address = "" },
        { "address", o => o.Address = "http://host:4840" },
        { "address", o => o.Address = "opc.tcp://" },
        { "redundant", o => o.Redundant = ["opc.tcp://good:4840", "bad host"] },
        { "mode", o => (o.Security, o.Mode) = (OpcUaSecurity.None, OpcUaMode.Sign) },
        { "plain_password", o => o.PlainPassword = true },
        { "password", o => o.Password = "x" },
        { "user", o => o.User = "anna" },
        { "user", o => (o.User, o.Password, o.UserToken) = ("anna", "x", "y") },
        { "timeout", o => o.Timeout = TimeSpan.Zero },
        { "session_timeout", o => o.SessionTimeout = TimeSpan.Zero },
        { "publishing", o => o.Publishing = TimeSpan.Zero },
        { "sampling", o => o.Sampling = TimeSpan.FromMilliseconds(-1) },
        { "poll", o => (o.Poll, o.Publishing) = (true, TimeSpan.FromSeconds(1)) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_with_a_connection_is_said_with_a_remedy(string key, Action<OpcUaConnectionOptions> spoil)
    {
        var problem = Assert.Single(_driver.Check(Options(spoil)));
        Assert.Equal(key, problem.Key);
        Assert.NotEmpty(problem.Remedy);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() => Assert.Equal(3, _driver.Check(Options(o => (o.Address, o.Password, o.Timeout) = ("", "x", TimeSpan.Zero))).Count());

    [Theory]
    [InlineData("host", "opc.tcp://host")]
    [InlineData("opc.tcp://10.0.3.20:4840/plc", "opc.tcp://10.0.3.20:4840/plc")]
    public void An_address_may_leave_its_scheme_out(string written, string shown) =>
        Assert.Equal(shown, _driver.AddressOfConnection(Options(o => o.Address = written)));

    [Fact]
    public void A_bare_address_is_secured_unless_it_says_none()
    {
        var secured = Assert.IsType<OpcUaConnectionOptions>(_driver.OptionsFromUri(new("opc.tcp://host:4840/plc")));
        Assert.Equal(("opc.tcp://host:4840/plc", OpcUaSecurity.Strongest), (secured.Address, secured.Security));
        var none = Assert.IsType<OpcUaConnectionOptions>(_driver.OptionsFromUri(new("opc.tcp://host:4840?security=none")));
        Assert.Equal(("opc.tcp://host:4840", OpcUaSecurity.None), (none.Address, none.Security));
        Assert.Null(_driver.OptionsFromUri(new("modbus-tcp://host:502")));
    }

    [Theory]
    [InlineData("opc.tcp://10.0.3.20:4840/plc", "address=opc.tcp://10.0.3.20:4840/plc")]
    [InlineData("opc.tcp://host:4840?security=none", "address=opc.tcp://host:4840 security=none")]
    public void A_bare_address_is_written_with_the_security_it_was_used_with(string address, string keys) =>
        Assert.Equal(keys, string.Join(' ', _driver.KeysOfConnection(_driver.OptionsFromUri(new(address))!).Select(k => $"{k.Name}={k.Value}")));

    public static TheoryData<string, Action<OpcUaTagOptions>> WrongTags => new()
    {
        { "node", o => o.Node = "" },
        { "node", o => o.Node = "Speed" },
        { "node", o => o.Node = "svr=1;i=85" },
        { "node", o => o.Node = "/2:" },
        { "node", o => o.Node = "/nsu=urn:x" },
        { "elements", o => o.Elements = "5:2" },
        { "sampling", o => o.Sampling = TimeSpan.FromSeconds(-1) },
        { "source_deadband", o => o.SourceDeadband = new Quantity(-1) },
        { "source_deadband", o => o.SourceDeadband = new Quantity(101, "%") },
        { "source_deadband", o => o.SourceDeadband = new Quantity(1, "°C") },
        { "source_deadband", o => (o.SourceDeadband, o.As) = (new Quantity(1), TagKind.String) },
        { "as", o => o.As = TagKind.None },
    };

    [Theory]
    [MemberData(nameof(WrongTags), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_with_a_tag_is_said_with_a_remedy(string key, Action<OpcUaTagOptions> spoil)
    {
        var options = new OpcUaTagOptions { Node = "ns=2;s=Speed" };
        Assert.Empty(_driver.CheckTag(Options(_ => { }), options));
        spoil(options);
        var problem = Assert.Single(_driver.CheckTag(Options(_ => { }), options));
        Assert.Equal(key, problem.Key);
        Assert.NotEmpty(problem.Remedy);
    }

    [Theory]
    [InlineData("/2:Machine/2:Speed", "/2:Machine/2:Speed")]
    [InlineData("/Objects/2:Machine", "/2:Machine")]
    [InlineData("/Objects", "/Objects")]
    [InlineData("/nsu=urn:a/b;Machine/Name&/with&&slash", "/nsu=urn:a/b;Machine/Name&/with&&slash")]
    [InlineData("/12", "/12")]
    public void A_path_is_read_and_written_alike(string text, string expected)
    {
        Assert.True(NodePath.TryParse(text, out var path, out var problem), problem);
        Assert.Equal(expected, path!.ToString());
    }

    [Fact]
    public void A_paths_namespaces_are_found_by_URI_where_they_are_written_so()
    {
        Assert.True(NodePath.TryParse("/nsu=urn:b;Machine/3:Speed", out var path, out _));
        var resolved = path!.Resolve(uri => uri == "urn:b" ? 7 : -1);
        Assert.Equal([new QualifiedName(7, "Machine"), new QualifiedName(3, "Speed")], resolved!.Elements.Select(e => e.TargetName));
        Assert.Null(path.Resolve(_ => -1));
    }

    [Theory]
    [InlineData(StatusCodes.BadNodeIdUnknown)]
    [InlineData(StatusCodes.BadUserAccessDenied)]
    [InlineData(StatusCodes.BadIndexRangeInvalid)]
    [InlineData(StatusCodes.BadDeadbandFilterInvalid)]
    [InlineData(StatusCodes.BadInternalError)]
    public void Each_refusal_of_an_item_names_the_node_and_a_remedy(StatusCodes status)
    {
        var (problem, remedy) = StatusWords.OfItem(status, "ns=2;s=Speed");
        Assert.Contains("ns=2;s=Speed", problem, StringComparison.Ordinal);
        Assert.NotEmpty(remedy);
    }

    [Theory]
    [InlineData(StatusCodes.BadNotWritable, SourceFaultKind.Refused)]
    [InlineData(StatusCodes.BadTypeMismatch, SourceFaultKind.Configuration)]
    [InlineData(StatusCodes.BadUserAccessDenied, SourceFaultKind.AccessDenied)]
    [InlineData(StatusCodes.BadTimeout, SourceFaultKind.TimedOut)]
    [InlineData(StatusCodes.BadInvalidState, SourceFaultKind.Refused)]
    public void Only_a_silent_server_leaves_a_write_unsure(StatusCodes status, SourceFaultKind kind) =>
        Assert.Equal(kind, StatusWords.OfWrite(status, "n").Kind);

    [Theory]
    [InlineData(StatusCodes.BadIdentityTokenRejected, SourceFaultKind.AccessDenied)]
    [InlineData(StatusCodes.BadCertificateUntrusted, SourceFaultKind.AccessDenied)]
    [InlineData(StatusCodes.BadSecurityPolicyRejected, SourceFaultKind.AccessDenied)]
    [InlineData(StatusCodes.BadTooManySessions, SourceFaultKind.Refused)]
    [InlineData(StatusCodes.BadConnectionClosed, SourceFaultKind.Unreachable)]
    [InlineData(StatusCodes.BadTimeout, SourceFaultKind.TimedOut)]
    public void A_server_that_says_no_is_asked_less_often_than_one_that_is_away(StatusCodes status, SourceFaultKind kind) =>
        Assert.Equal(kind, StatusWords.OfConnect(status, "m", "opc.tcp://h", "/pki").Kind);

    private static OpcUaConnectionOptions Options(Action<OpcUaConnectionOptions> change)
    {
        var options = new OpcUaConnectionOptions { Address = "opc.tcp://10.0.3.20:4840" };
        change(options);
        return options;
    }
}
