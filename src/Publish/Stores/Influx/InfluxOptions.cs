using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;

namespace Millwright.Publish.Stores.Influx;

/// <summary>An InfluxDB server, or another that takes its line protocol: version 2 with bucket and token, version 1 with database and user.</summary>
public sealed class InfluxOptions : StoreOptions
{
    [Required]
    [Description("The server: http://host:8086 or https://host:8086.")]
    public string Address { get; set; } = "";

    [Description("The bucket (version 2) that gets the samples.")]
    public string? Bucket { get; set; }

    [Description("The organization of the bucket.")]
    public string? Org { get; set; }

    [Description("The token that may write to the bucket.")]
    public string? Token { get; set; }

    [Description("The database (version 1) that gets the samples, in the place of a bucket.")]
    public string? Database { get; set; }

    [Description("The retention policy of the database; its default one where left out.")]
    public string? RetentionPolicy { get; set; }

    [Description("The user of the database.")]
    public string? User { get; set; }

    [Description("The user's password.")]
    public string? Password { get; set; }

    [Description("The measurement that all samples go to.")]
    [StringLength(200, MinimumLength = 1)]
    public string Measurement { get; set; } = "millwright";

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            yield return new("address", $"'{Address}' is no server", "write for example http://10.0.3.50:8086");
        if ((Bucket is null) == (Database is null))
            yield return new("bucket", Bucket is null ? "neither bucket nor database is named" : "bucket and database are both named", "write bucket for version 2, or database for version 1");
        if (Bucket is not null && (Org is null || Token is null))
            yield return new(Org is null ? "org" : "token", "a bucket needs an organization and a token", "add 'org' and 'token'");
        if (Bucket is not null && (User ?? Password ?? RetentionPolicy) is not null)
            yield return new("user", "a bucket knows no user, password or retention policy", "write org and token, or database in the place of bucket");
        if (Database is not null && (Org ?? Token) is not null)
            yield return new("token", "a database knows no token and no organization", "write user and password, or bucket in the place of database");
        if (Password is not null && User is null)
            yield return new("password", "the password has no user", "add 'user'");
        if (Measurement.AsSpan().ContainsAny('\n', '\r') || Measurement.EndsWith('\\'))
            yield return new("measurement", $"'{Measurement}' cannot be a measurement", "write one word");
    }
}
