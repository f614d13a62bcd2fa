using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Millwright.Model;
using Npgsql;

namespace Millwright.Publish.Stores.Postgres;

/// <summary>How far the server's certificate is looked at.</summary>
public enum PostgresTls
{
    /// <summary>Trusted authority and the host's name; the default but for this machine itself.</summary>
    Verify,

    /// <summary>Encrypted, with whatever certificate.</summary>
    Encrypt,

    /// <summary>In the clear; the default for this machine itself.</summary>
    None,
}

/// <summary>A PostgreSQL database, with TimescaleDB where the server has it.</summary>
public sealed class PostgresOptions : StoreOptions
{
    private const int DefaultPort = 5432;

    [Required]
    [Description("The database: postgresql://host:5432/database.")]
    public string Address { get; set; } = "";

    [Description("The user to sign in as.")]
    public string? User { get; set; }

    [Description("The user's password.")]
    public string? Password { get; set; }

    [Description("The schema that gets the tables; it is made where it is missing.")]
    [RegularExpression("[a-z_][a-z0-9_]{0,50}")]
    public string Schema { get; set; } = "millwright";

    [Description("verify (certificate and name), encrypt or none; verify where left out, none for this machine itself.")]
    public PostgresTls? Tls { get; set; }

    [Description("A PEM file with the authorities that may vouch for the server; the system's where left out.")]
    public string? Authority { get; set; }

    [Description("Days of partitions that are made ahead.")]
    [Range(1, 60)]
    public int DaysAhead { get; set; } = 3;

    [Description("False uses plain partitions even where the server has TimescaleDB.")]
    public bool Timescale { get; set; } = true;

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        if (!TryParse(Address, out _))
            yield return new("address", $"'{Address}' is no database", "write for example postgresql://10.0.3.40:5432/plant");
        if (Password is not null && User is null)
            yield return new("password", "the password has no user", "add 'user'");
        if (Authority is not null && Tls is PostgresTls.Encrypt or PostgresTls.None)
            yield return new("authority", $"tls: {Tls.ToString()!.ToLowerInvariant()} looks at no authority", "remove one of them");
    }

    /// <summary>Reads an address: <c>postgresql://host:port/database</c>, and <c>user@</c> where it is not written beside it.</summary>
    public static bool TryParse(string address, out Uri uri) =>
        Uri.TryCreate(address, UriKind.Absolute, out uri!) && uri.Scheme is "postgresql" or "postgres" && uri.Host.Length > 0 && uri.AbsolutePath.Length > 1 && uri.Query.Length == 0
        && !uri.UserInfo.Contains(':', StringComparison.Ordinal);

    /// <summary>Connections to it.</summary>
    internal NpgsqlDataSource Open()
    {
        var uri = TryParse(Address, out var parsed) ? parsed : throw new InvalidOperationException($"'{Address}' was not checked.");
        var tls = Tls ?? (IsHere(uri.Host) && Authority is null ? PostgresTls.None : PostgresTls.Verify);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = User ?? (uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null),
            Password = Password,
            SslMode = tls switch { PostgresTls.Verify => SslMode.VerifyFull, PostgresTls.Encrypt => SslMode.Require, _ => SslMode.Disable },
            RootCertificate = Authority,
            ApplicationName = "millwright",
            Timeout = 15,
            CommandTimeout = 120,
            KeepAlive = 30,
            MaxPoolSize = 8,
            IncludeErrorDetail = false,
        });
    }

    private static bool IsHere(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
