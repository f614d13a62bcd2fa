using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Host.Archives;

/// <summary>Object storage that speaks S3, for archives named <c>s3://bucket/prefix</c>.</summary>
internal sealed class S3Options
{
    [Description("Where it is, such as https://minio.plant:9000; Amazon's own of the region where left out.")]
    public string? Endpoint { get; set; }

    [Description("The region, such as eu-central-1.")]
    public string Region { get; set; } = "us-east-1";

    [Description("True has the bucket in the path instead of the host's name, as most servers beside Amazon's want it.")]
    public bool PathStyle { get; set; }

    [Description("The id of the access key; the environment's AWS_ACCESS_KEY_ID where left out.")]
    public string? AccessKey { get; set; }

    [Description("The secret of the access key; the environment's AWS_SECRET_ACCESS_KEY where left out.")]
    public string? Secret { get; set; }

    public static IEnumerable<OptionProblem> Check(object options)
    {
        var o = (S3Options)options;
        if (o.Endpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            yield return new("endpoint", $"'{endpoint}' is no address", "write for example https://minio.plant:9000");
        if (o.Region.Length == 0)
            yield return new("region", "the region is empty", "write one, such as eu-central-1");
        if ((o.AccessKey is null) != (o.Secret is null))
            yield return new(o.Secret is null ? "secret" : "access_key", "access_key and secret go together", "write both, or neither to take them from the environment");
    }
}
